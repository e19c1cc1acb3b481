package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.signal.EventDesk;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The tools about security events of the caller's workspace, with the scopes and roles of the
/// routes that do the same.
final class EventTools {

    private EventTools() {}

    /// `posture`, `events_list`, `event_resolve` and `event_snooze`.
    static List<Tool> of(EventDesk desk) {
        return List.of(
                new EventTool(
                        Definitions.of("posture"),
                        Need.of(Role.AUDITORS, Scope.READ),
                        call -> desk.posture(call.caller().workspace())),
                new EventTool(
                        Definitions.of("events_list"),
                        Need.of(Role.AUDITORS, Scope.READ),
                        call ->
                                desk.list(
                                        call.caller().workspace(),
                                        Wording.texts(call.arguments()))),
                new EventTool(
                        Definitions.of("event_resolve"),
                        Need.of(Role.OPERATORS, Scope.OPERATE),
                        call ->
                                desk.resolve(
                                        asker(call),
                                        id(call),
                                        Optional.of(call.arguments().path("remark").asText())
                                                .filter(text -> !text.isEmpty()))),
                new EventTool(
                        Definitions.of("event_snooze"),
                        Need.of(Role.OPERATORS, Scope.OPERATE),
                        call ->
                                desk.snooze(
                                        asker(call),
                                        id(call),
                                        call.arguments().path("days").asInt())));
    }

    private static EventDesk.Asker asker(ToolCall call) {
        return new EventDesk.Asker(call.caller(), call.requestId(), call.trace());
    }

    private static String id(ToolCall call) {
        return call.arguments().path("id").asText();
    }

    private record EventTool(
            ToolDefinition definition, Need need, Function<ToolCall, Uni<ObjectNode>> work)
            implements Tool {

        @Override
        public Uni<Outcome> run(ToolCall call) {
            return Uni.createFrom()
                    .deferred(() -> work.apply(call))
                    .<Outcome>map(ToolResult::structured)
                    .onFailure(Refused.class)
                    .recoverWithItem(EventTools::refused);
        }
    }

    /// A refusal as a model can read it.
    static Outcome refused(Refused refused) {
        return ToolResult.failed(refused.refusal().code() + ": " + refused.detail());
    }
}
