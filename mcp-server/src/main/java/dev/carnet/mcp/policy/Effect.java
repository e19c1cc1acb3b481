package dev.carnet.mcp.policy;

import java.util.Locale;
import java.util.Optional;

/// What a rule says, from the mildest to the strictest. Where several rules of the same priority
/// fit, the strictest counts.
public enum Effect {
    ALLOW,
    CONFIRM,
    APPROVE,
    DENY;

    /// The name on the wire.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The effect of that name.
    static Optional<Effect> of(String wire) {
        for (Effect effect : values()) {
            if (effect.wire().equals(wire)) {
                return Optional.of(effect);
            }
        }
        return Optional.empty();
    }

    /// Whether a person has to agree before the call runs.
    public boolean gates() {
        return this == CONFIRM || this == APPROVE;
    }

    /// Whether this leaves less than the other.
    boolean stricterThan(Effect other) {
        return compareTo(other) > 0;
    }
}
