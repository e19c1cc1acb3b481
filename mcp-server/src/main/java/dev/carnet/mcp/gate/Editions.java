package dev.carnet.mcp.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.ArgumentCheck;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Decisions;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.gate.GateSeal.Part;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/// Which arguments an approved call is sent with: those that were asked, or those that somebody
/// made of them. Edited ones must fit the tool's schema, and the rules judge them once more.
@ApplicationScoped
public class Editions {

    private static final int MOST_PROBLEMS = 5;

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

    Uni<Edition> of(CallOrder order, Usable thing, Gate gate) {
        return Uni.createFrom()
                .item(() ->
                        gate.sealed()
                                .edited()
                                .map(sealed -> edited(order, thing, gate, sealed))
                                .orElseGet(() -> new Edition.Fit(order)));
    }

    private Edition edited(CallOrder order, Usable thing, Gate gate, Buffer sealed) {
        String raw = gates.text(gate, Part.EDITED, sealed);
        return switch (judge(order.call().viewer(), thing, gate, raw)) {
            case Judgement.Fits(ObjectNode arguments) ->
                    new Edition.Fit(order.edited(order.call().with(arguments), raw));
            case Judgement.Wrong _ -> new Edition.Unfit("edited_invalid");
            case Judgement.Refused _ -> new Edition.Unfit("edited_refused");
        };
    }

    /// What is to be said about other arguments.
    sealed interface Judgement {

        /// They may be sent, if they are approved.
        record Fits(ObjectNode arguments) implements Judgement {}

        /// They do not fit the schema.
        ///
        /// @param problems a line each, none when they are no JSON object at all
        record Wrong(List<String> problems) implements Judgement {}

        /// The rules want something else for them than was asked for.
        record Refused() implements Judgement {}
    }

    /// Judges other arguments of the call at that gate, as its caller would be judged now.
    Judgement judge(Viewer viewer, Usable thing, Gate gate, String raw) {
        Optional<ObjectNode> arguments = read(raw);
        if (arguments.isEmpty()) {
            return new Judgement.Wrong(List.of());
        }
        List<String> problems = problems(thing, arguments.get());
        if (!problems.isEmpty()) {
            return new Judgement.Wrong(problems);
        }
        return covers(decisions.decide(viewer, thing, arguments), gate.ask().demand())
                ? new Judgement.Fits(arguments.get())
                : new Judgement.Refused();
    }

    /// A tool says it by its schema; a prompt takes texts, and a resource nothing.
    private List<String> problems(Usable thing, ObjectNode arguments) {
        return switch (thing.type()) {
            case "prompt" ->
                    arguments.properties().stream()
                            .filter(one -> !one.getValue().isTextual())
                            .map(one -> "/" + one.getKey() + ": must be text")
                            .limit(MOST_PROBLEMS)
                            .toList();
            case "resource" ->
                    arguments.isEmpty()
                            ? List.of()
                            : List.of("/: a resource is read without arguments");
            default -> check.problems(thing, arguments);
        };
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
