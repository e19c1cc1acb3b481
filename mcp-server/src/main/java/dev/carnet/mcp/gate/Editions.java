package dev.carnet.mcp.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.ArgumentCheck;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Decisions;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.shared.gate.GateSeal.Part;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// Which arguments an approved call is sent with: those that were asked, or those that somebody
/// made of them. Edited ones must fit the tool's schema, and the rules judge them once more.
@ApplicationScoped
public class Editions {

    private final Gates gates;
    private final ArgumentCheck check;
    private final Decisions decisions;

    Editions(Gates gates, ArgumentCheck check, Decisions decisions) {
        this.gates = gates;
        this.check = check;
        this.decisions = decisions;
    }

    /// What became of the arguments.
    sealed interface Edition {

        /// The call to send.
        record Fit(CallOrder order) implements Edition {}

        /// They may not be sent.
        record Unfit(String why) implements Edition {}
    }

    Uni<Edition> of(CallOrder order, Tool tool, Gate gate) {
        return Uni.createFrom()
                .item(() ->
                        gate.sealed()
                                .edited()
                                .map(sealed -> edited(order, tool, gate, sealed))
                                .orElseGet(() -> new Edition.Fit(order)));
    }

    private Edition edited(CallOrder order, Tool tool, Gate gate, Buffer sealed) {
        String raw = gates.text(gate, Part.EDITED, sealed);
        Optional<ObjectNode> arguments = read(raw);
        if (arguments.isEmpty()) {
            return new Edition.Unfit("edited_invalid");
        }
        ToolCall call = order.call().with(arguments.get());
        if (check.problems(tool, call).isPresent()) {
            return new Edition.Unfit("edited_invalid");
        }
        return covers(decisions.decide(call.viewer(), tool, arguments), gate.ask().demand())
                ? new Edition.Fit(order.edited(call, raw))
                : new Edition.Unfit("edited_refused");
    }

    /// Whether what was approved is enough for what the rules say about the edited arguments.
    private static boolean covers(Access access, Demand approved) {
        return switch (access) {
            case Access.Allowed _ -> true;
            case Access.Gated gated ->
                    gated.demand().rule().equals(approved.rule())
                            && gated.demand().policyVersion() == approved.policyVersion();
            case Access.StepUp _, Access.Barred _, Access.Hidden _ -> false;
        };
    }

    private static Optional<ObjectNode> read(String raw) {
        try {
            return Json.MAPPER.readTree(raw) instanceof ObjectNode arguments
                    ? Optional.of(arguments)
                    : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }
}
