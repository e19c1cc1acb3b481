package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import java.util.Locale;
import java.util.Optional;

/// What a result of an upstream is looked through for, and what happens with what is found.
///
/// @param size how long a result may be
/// @param secrets secrets of well-known forms
/// @param injection words that give orders to a model, also in disguise
public record FilterTerms(Size size, Action secrets, Action injection) {

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
        public Action and(Action other) {
            return compareTo(other) > 0 ? this : other;
        }
    }

    /// How long a result may be, in characters of its JSON, before what happens to it.
    ///
    /// @param allowed what is longer has an entry
    /// @param cut what is longer has its texts cut
    /// @param most what is longer is withheld
    public record Size(int allowed, int cut, int most) {

        /// What happens to what is longer than that.
        public static Size of(int characters, Action action) {
            int never = Limits.RESULT_CHARACTERS;
            return switch (action) {
                case ALLOW -> new Size(characters, never, never);
                case REDACT -> new Size(never, characters, never);
                case BLOCK -> new Size(never, never, characters);
            };
        }

        Size and(Size other) {
            return new Size(
                    Math.min(allowed, other.allowed),
                    Math.min(cut, other.cut),
                    Math.min(most, other.most));
        }
    }

    /// Both together: of each the stricter.
    public FilterTerms and(FilterTerms other) {
        return new FilterTerms(
                size.and(other.size), secrets.and(other.secrets), injection.and(other.injection));
    }

    /// Whether anything has to be looked for.
    public boolean looks() {
        return secrets != Action.ALLOW || injection != Action.ALLOW;
    }
}
