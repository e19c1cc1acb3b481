package dev.carnet.mcp.gate;

import dev.carnet.mcp.tool.Demand;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerEvent;
import java.time.Instant;
import java.util.Locale;

/// The audit events of gates: each stands beside the step it tells of.
final class GateEvents {

    private GateEvents() {}

    /// A step that a caller takes.
    static Event by(Caller caller, Gate.Ask ask, String act, Instant at) {
        return about(CallerEvent.of(caller, act, at), ask);
    }

    /// A step that nobody takes: time does, or a revocation.
    static Event of(Gate gate, String act, Instant at) {
        Event event = Event.of(gate.workspace(), act, at).with("sub", gate.ask().who().subject());
        return about(event, gate.ask());
    }

    private static Event about(Event event, Gate.Ask ask) {
        Event told =
                event.with("gate", ask.id())
                        .with("type", ask.demand().kind().name().toLowerCase(Locale.ROOT))
                        .with("tool", ask.name())
                        .with("pol", policy(ask.demand()));
        return ask.server().isEmpty()
                ? told
                : told.with("srv", ask.server()).with("otool", ask.tool());
    }

    /// The rule and the version it is of, as entries of calls name it.
    static String policy(Demand demand) {
        return demand.policyVersion() + "/" + demand.rule();
    }
}
