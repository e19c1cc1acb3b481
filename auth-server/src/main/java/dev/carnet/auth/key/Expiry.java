package dev.carnet.auth.key;

import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.desk.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When a key ends: the words of the API as a time. A key that is made with a key never outlives
/// it: a number of days is cut there, anything else is refused.
final class Expiry {

    private static final String DEFAULT = "90d";
    private static final Duration FARTHEST = Duration.ofDays(3660);

    private Expiry() {}

    /// The end, or nothing for `never`.
    static Optional<Instant> of(Optional<String> text, Credential maker, Instant now) {
        Optional<Instant> bound =
                maker instanceof Credential.Key key ? key.expires() : Optional.empty();
        return switch (text.orElse(DEFAULT)) {
            case "30d" -> Optional.of(cut(now.plus(Duration.ofDays(30)), bound));
            case "90d" -> Optional.of(cut(now.plus(Duration.ofDays(90)), bound));
            case "never" -> within(Optional.empty(), bound);
            case String date -> within(Optional.of(date(date, now)), bound);
        };
    }

    private static Instant cut(Instant end, Optional<Instant> bound) {
        return bound.filter(last -> last.isBefore(end)).orElse(end);
    }

    private static Optional<Instant> within(Optional<Instant> end, Optional<Instant> bound) {
        boolean outlives =
                bound.filter(last -> end.isEmpty() || end.get().isAfter(last)).isPresent();
        if (outlives) {
            throw Refused.field("/expires", "is not after the end of the key it is made with");
        }
        return end;
    }

    private static Instant date(String text, Instant now) {
        Instant end = parse(text);
        if (!end.isAfter(now) || end.isAfter(now.plus(FARTHEST))) {
            throw Refused.field("/expires", "is in the future, and at most ten years away");
        }
        return end.truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant parse(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException other) {
            throw Refused.field("/expires", "is 30d, 90d, never or an RFC 3339 time");
        }
    }
}
