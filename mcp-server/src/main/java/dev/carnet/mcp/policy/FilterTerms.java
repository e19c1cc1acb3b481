package dev.carnet.mcp.policy;

import java.util.Locale;
import java.util.Optional;

/// What a result of an upstream is looked through for, and what happens with what is found.
///
/// @param characters the most a result may have, as JSON
/// @param secrets secrets of well-known forms
/// @param injection words that give orders to a model, also in disguise
public record FilterTerms(int characters, Action secrets, Action injection) {

    /// From the mildest to the strictest.
    public enum Action {
        ALLOW,
        REDACT,
        BLOCK;

        /// The action of that name.
        static Optional<Action> of(String wire) {
            for (Action action : values()) {
                if (action.name().toLowerCase(Locale.ROOT).equals(wire)) {
                    return Optional.of(action);
                }
            }
            return Optional.empty();
        }

        /// The stricter of the two.
        Action and(Action other) {
            return compareTo(other) > 0 ? this : other;
        }
    }

    /// Both together: of each the stricter.
    FilterTerms and(FilterTerms other) {
        return new FilterTerms(
                Math.min(characters, other.characters),
                secrets.and(other.secrets),
                injection.and(other.injection));
    }

    /// Whether anything has to be looked for.
    public boolean looks() {
        return secrets != Action.ALLOW || injection != Action.ALLOW;
    }
}
