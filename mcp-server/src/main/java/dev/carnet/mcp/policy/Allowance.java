package dev.carnet.mcp.policy;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// How many calls somebody may make in a while.
///
/// @param who the callers it counts
/// @param which the things it counts
/// @param each what has a count of its own; empty counts the whole workspace together
/// @param calls that may be made
/// @param per in which time
public record Allowance(
        String id, Who who, Which which, Set<Dimension> each, long calls, Span per) {

    /// What can have a count of its own.
    public enum Dimension {
        PERSON,
        AGENT,
        CLIENT,
        KEY,
        UPSTREAM,
        TOOL;

        /// The dimension of that name.
        static Optional<Dimension> of(String wire) {
            for (Dimension one : values()) {
                if (one.wire().equals(wire)) {
                    return Optional.of(one);
                }
            }
            return Optional.empty();
        }

        /// The name on the wire.
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// What of the question it counts by.
        Optional<String> value(Question question) {
            Asker who = question.who();
            return switch (this) {
                case PERSON -> who.person();
                case AGENT -> who.agent();
                case CLIENT -> who.client();
                case KEY -> who.key();
                case UPSTREAM -> question.what().upstream();
                case TOOL -> Optional.of(question.what().tool());
            };
        }
    }

    /// A time in which calls are counted. Minutes roll and are counted by each replica for itself;
    /// hours and days are those of UTC, and all replicas count together.
    public enum Span {
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration length;

        Span(Duration length) {
            this.length = length;
        }

        /// How long it is.
        public Duration length() {
            return length;
        }

        /// The span of that name.
        static Optional<Span> of(String wire) {
            for (Span one : values()) {
                if (one.wire().equals(wire)) {
                    return Optional.of(one);
                }
            }
            return Optional.empty();
        }

        /// The name on the wire.
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether it counts that.
    boolean counts(Question question) {
        return who.fits(question.who()) != Fit.NO && which.fits(question.what()) != Fit.NO;
    }
}
