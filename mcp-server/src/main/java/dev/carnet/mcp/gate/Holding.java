package dev.carnet.mcp.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.mcp.tool.Finish;
import dev.carnet.mcp.tool.Gatekeeper.Passage;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerEvent;
import dev.carnet.shared.gate.GateState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// What happens to a call that may not run now: its client is told in the best way it declared, and
/// never in another.
@ApplicationScoped
public class Holding {

    private final Gates gates;
    private final Telling telling;
    private final AuditLog log;
    private final Clock clock;

    Holding(Gates gates, Telling telling, AuditLog log, Clock clock) {
        this.gates = gates;
        this.telling = telling;
        this.log = log;
        this.clock = clock;
    }

    /// Sends an earlier revision's client to the page and stays a while for the decision. What the
    /// client answers is no decision: it only says whether somebody was sent.
    ///
    /// @return the decided gate; empty when there is nothing to stay for
    Uni<Optional<Gate>> wait(CallOrder order, Gate gate) {
        boolean asks = order.questions().isPresent() && opensUrls(order.call());
        if (!asks) {
            return Uni.createFrom().item(Optional.empty());
        }
        var question = new InputRequired(telling.question(gate, true), Optional.empty());
        Instant until = clock.instant().plus(Limits.GATE_WAIT);
        Uni<Optional<Gate>> declined =
                order.questions()
                        .orElseThrow()
                        .ask(question)
                        .map(Holding::accepted)
                        .onFailure()
                        .recoverWithItem(false)
                        .chain(sent ->
                                sent
                                        ? Uni.createFrom().nothing()
                                        : Uni.createFrom().item(Optional.empty()));
        return Uni.combine()
                .any()
                .of(declined, decided(order, gate, until))
                .invoke(found -> found.ifPresent(_ -> order.call().channel().elicited(gate.id())));
    }

    private static boolean accepted(ObjectNode answers) {
        return answers.path("gate").path("action").asText().equals("accept");
    }

    private Uni<Optional<Gate>> decided(CallOrder order, Gate gate, Instant until) {
        return gates.find(gate.workspace(), gate.id())
                .chain(found -> {
                    if (found.filter(one -> one.state() == GateState.WAITING).isEmpty()) {
                        return Uni.createFrom().item(found);
                    }
                    if (order.stop().asked() || clock.instant().isAfter(until)) {
                        return Uni.createFrom().item(Optional.empty());
                    }
                    return Uni.createFrom()
                            .voidItem()
                            .onItem()
                            .delayIt()
                            .by(Limits.GATE_LOOK)
                            .chain(() -> decided(order, gate, until));
                });
    }

    /// Tells the client that the call waits.
    Uni<Passage> deliver(CallOrder order, Gate gate) {
        return order.stop().asked()
                ? log.append(entry(order, gate.ask().demand(), "cancelled").with("gate", gate.id()))
                        .replaceWith(new Passage.Held(new Finish.Cancelled()))
                : hold(order, gate.ask().demand(), gate, outcome(order, gate));
    }

    private Outcome outcome(CallOrder order, Gate gate) {
        ToolCall call = order.call();
        boolean current = order.questions().isEmpty() && !(order.usable() instanceof GatedUse);
        boolean task =
                current
                        && order.usable() instanceof Tool
                        && GateTasks.declared(call.capabilities());
        boolean page = current && opensUrls(call);
        boolean own = gate.ask().demand().kind() == Demand.Kind.CONFIRM;
        if (page && (own || !task)) {
            return new InputRequired(
                    telling.question(gate, false), Optional.of(GateTicket.waiting(gate)));
        }
        return task
                ? new Outcome.Started(GateTasks.task(gate, telling.where(gate)))
                : telling.pending(gate);
    }

    /// An empty `elicitation` means form mode only; URL mode is declared by name.
    private static boolean opensUrls(ToolCall call) {
        return call.capabilities().path("elicitation").path("url").isObject();
    }

    /// Tells how a gate stands.
    Uni<Passage> tell(CallOrder order, Gate gate) {
        return hold(order, gate.ask().demand(), gate, telling.standing(gate));
    }

    /// Ends an approved call that may not run, and says so.
    Uni<Passage> refuse(CallOrder order, Gate gate, String why) {
        String text =
                why.equals("edited_invalid")
                        ? "This call was approved with other arguments, and these do not fit the"
                                + " tool. It was not run."
                        : "This call was approved with other arguments, and the rules do not allow"
                                + " these. It was not run.";
        return gates.fail(gate, order.call().caller(), why)
                .chain(() ->
                        hold(order, gate.ask().demand(), gate, telling.result(gate, text, true)));
    }

    private Uni<Passage> hold(CallOrder order, Demand demand, Gate gate, Outcome outcome) {
        return held(
                entry(order, demand, gate.state().wire()).with("gate", gate.id()),
                telling.fitting(order.usable(), outcome));
    }

    /// Holds a call that has no gate.
    Uni<Passage> hold(CallOrder order, Demand demand, String why, Outcome outcome) {
        return held(entry(order, demand, why), telling.fitting(order.usable(), outcome));
    }

    private Uni<Passage> held(Event event, Outcome outcome) {
        return log.append(event)
                .map(receipt -> new Passage.Held(new Finish.Done(outcome, receipt)));
    }

    /// Holds what cannot be at a gate at all.
    Uni<Passage> unknown(CallOrder order, String why) {
        return log.append(event(order).with("why", why))
                .replaceWith(new Passage.Held(new Finish.Unknown()));
    }

    private Event entry(CallOrder order, Demand demand, String why) {
        return event(order).with("pol", GateEvents.policy(demand)).with("why", why);
    }

    private Event event(CallOrder order) {
        ToolCall call = order.call();
        return CallerEvent.of(call.caller(), "call.held", clock.instant())
                .with("req", call.requestId())
                .with("type", order.usable().type())
                .with("tool", order.usable().name())
                .with("srv", order.usable().origin().map(Origin::upstream))
                .with("dec", "gate");
    }
}
