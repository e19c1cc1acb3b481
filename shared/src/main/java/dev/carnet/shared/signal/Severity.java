package dev.carnet.shared.signal;

import java.util.Locale;
import java.util.Optional;

/// How bad something is that was noticed, the mildest first.
public enum Severity {
    /// Worth knowing.
    INFO,
    /// Somebody should look at it.
    WARNING,
    /// Somebody should act; where agents are watched closely, Carnet does.
    CRITICAL;

    /// The name on the wire.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The severity of that wire name.
    public static Optional<Severity> of(String wire) {
        for (Severity one : values()) {
            if (one.wire().equals(wire)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
