package dev.carnet.mcp.pin;

import java.util.Locale;

/// What a change of a definition comes to, for the person who has to decide about it.
public enum Effect {
    /// The schema takes more than it took.
    WIDENED,
    /// The schema takes less than it took.
    NARROWED,
    /// Other words for the model to read.
    REWORDED,
    /// Another hint of the upstream about itself.
    HINT,
    /// Anything else.
    OTHER;

    /// The name in the API.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The effect of the same change in a part that is negated (`not`), or only tested (`if`).
    Effect inverted() {
        return switch (this) {
            case WIDENED, NARROWED -> OTHER;
            case REWORDED, HINT, OTHER -> this;
        };
    }
}
