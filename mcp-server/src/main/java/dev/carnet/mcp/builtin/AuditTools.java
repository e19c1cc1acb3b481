package dev.carnet.mcp.builtin;

import dev.carnet.mcp.audit.AuditAnswer;
import dev.carnet.mcp.audit.AuditTrail;
import dev.carnet.mcp.tool.Channel;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.trail.CheckStep.Progress;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The tools that read the audit log of the caller's workspace.
final class AuditTools {

    private static final Need NEED = Need.of(Role.AUDITORS, Scope.READ);

    private AuditTools() {}

    /// `audit_list`, `audit_head`, `audit_verify`.
    static List<Tool> of(AuditTrail trail) {
        return List.of(
                tool(
                        "audit_list",
                        call -> trail.list(workspace(call), Wording.texts(call.arguments()))),
                tool("audit_head", call -> trail.head(workspace(call))),
                tool(
                        "audit_verify",
                        call -> trail.check(workspace(call), step -> tell(call.channel(), step))));
    }

    private record AuditTool(
            ToolDefinition definition, Need need, Function<ToolCall, Uni<AuditAnswer>> work)
            implements Tool {

        @Override
        public Uni<Outcome> run(ToolCall call) {
            return work.apply(call).map(AuditTools::outcome);
        }
    }

    private static Tool tool(String name, Function<ToolCall, Uni<AuditAnswer>> work) {
        return new AuditTool(Definitions.of(name), NEED, work);
    }

    private static String workspace(ToolCall call) {
        return call.caller().workspace();
    }

    private static Outcome outcome(AuditAnswer answer) {
        return switch (answer) {
            case AuditAnswer.Found found -> ToolResult.structured(found.body());
            case AuditAnswer.Wrong wrong -> ToolResult.failed("validation_failed: " + text(wrong));
            case AuditAnswer.Busy busy ->
                    ToolResult.failed("busy: the log is being checked already. Try again later.");
        };
    }

    private static String text(AuditAnswer.Wrong wrong) {
        return wrong.errors().stream()
                .map(error -> "/" + error.pointer() + ": " + error.detail())
                .collect(Collectors.joining("; "));
    }

    private static void tell(Channel channel, Progress step) {
        String message = "Checked %d of %d entries".formatted(step.checked(), step.total());
        channel.progress(step.checked(), step.total(), message);
    }
}
