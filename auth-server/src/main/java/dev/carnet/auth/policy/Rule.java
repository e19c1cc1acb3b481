package dev.carnet.auth.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// One rule of a workspace.
///
/// @param grace how long a spent refresh token of such a client gets the same successor, when not
///   as long as everybody's
record Rule(
        String id,
        Target target,
        Stance stance,
        Optional<Duration> grace,
        int version,
        Instant createdAt) {

    /// What it is about.
    ///
    /// @param text a client id or a domain; empty for all others
    record Target(Kind kind, String text) {

        /// Everybody no other rule is about.
        static final Target DEFAULT = new Target(Kind.DEFAULT, "");

        Optional<String> text(Kind of) {
            return kind == of ? Optional.of(text) : Optional.empty();
        }

        /// Whether it is a domain with that host in it.
        boolean covers(String host) {
            return kind == Kind.DOMAIN
                    && Domain.of(text).filter(domain -> domain.covers(host)).isPresent();
        }
    }

    /// The ways to say whom a rule is about.
    enum Kind {
        CLIENT,
        DOMAIN,
        DEFAULT;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String wire) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wire().equals(wire))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
