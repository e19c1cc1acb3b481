package dev.carnet.auth.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a workspace thinks of a client, the friendliest first.
public enum Stance {
    /// As usual.
    SANCTIONED,
    /// Nobody may newly authorize it; what it holds goes on until it ends.
    UNAUTHORIZED,
    /// No token, and nothing of it lives.
    BLOCKED;

    /// The name on the wire and in the database.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The stance of that name.
    public static Optional<Stance> of(String wire) {
        return Arrays.stream(values()).filter(stance -> stance.wire().equals(wire)).findFirst();
    }

    /// Whether that may happen.
    public boolean admits(Asking asking) {
        return switch (this) {
            case SANCTIONED -> true;
            case UNAUTHORIZED -> asking == Asking.MORE;
            case BLOCKED -> false;
        };
    }
}
