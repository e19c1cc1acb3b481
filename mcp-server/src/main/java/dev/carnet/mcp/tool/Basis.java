package dev.carnet.mcp.tool;

import dev.carnet.mcp.tool.Verdict.Ground;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.Receipt;
import java.util.Optional;

/// What a decision rests on, for its entry.
///
/// @param gate id of the gate at which somebody agreed
record Basis(Ground ground, Optional<String> gate) {

    static final Basis NONE = of(Ground.NONE);

    static Basis of(Ground ground) {
        return new Basis(ground, Optional.empty());
    }

    Basis through(String id) {
        return new Basis(ground, Optional.of(id));
    }

    /// The entry with the version of the rules and the rule (`7/rul_…`), and the gate, where there
    /// are such.
    Event on(Event event) {
        return event.with("pol", policy()).with("gate", gate);
    }

    /// The same, for whoever carries the call out.
    Decided decided(Receipt begin) {
        return new Decided(begin.log(), begin.seq(), policy(), gate);
    }

    private Optional<String> policy() {
        return Optional.of(ground.policyVersion())
                .filter(version -> version > 0)
                .map(version -> version + "/" + ground.rule().orElse("default"));
    }
}
