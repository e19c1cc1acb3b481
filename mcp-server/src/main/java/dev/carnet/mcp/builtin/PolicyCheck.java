package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.mcp.policy.ExplainRequest;
import dev.carnet.mcp.policy.Explaining;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.PictureTooOld;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;

/// `policy_check`: what is decided when somebody uses a tool, and by which rule. Runs nothing, and
/// is decided by the very function that decides about calls.
record PolicyCheck(ToolDefinition definition, Explaining explaining, ObjectMapper json)
        implements Tool {

    @Override
    public Need need() {
        return Need.of(Role.AUDITORS, Scope.READ);
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        var asked =
                ExplainRequest.of(
                        call.arguments().path("principal").asText(),
                        call.arguments().path("tool").asText(),
                        call.arguments().path("draft").asBoolean());
        return Uni.createFrom()
                .deferred(() -> explaining.explain(call.caller().workspace(), asked))
                .<Outcome>map(view -> ToolResult.structured(json.valueToTree(view)))
                .onFailure(Refused.class)
                .recoverWithItem(EventTools::refused)
                .onFailure(PictureTooOld.class)
                .recoverWithItem(_ ->
                        ToolResult.failed(
                                "unavailable: it is not known who may do what right now. Try again"
                                        + " in a moment."));
    }
}
