package dev.carnet.shared.fetch;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long an answer counts (RFC 9111 §4.2), within bounds of our own, which the draft of client
/// documents allows (§5.2 there): who forbids keeping cannot make us ask at every request.
final class Freshness {

    private static final Pattern NOT_KEPT = Pattern.compile("(^|,)\\s*no-(store|cache)\\b");
    private static final Pattern SHARED = Pattern.compile("(^|,)\\s*s-maxage=\"?([0-9]{1,9})");
    private static final Pattern AGE = Pattern.compile("(^|,)\\s*max-age=\"?([0-9]{1,9})");

    private Freshness() {}

    /// Until when an answer with these headers counts.
    static Instant until(MultiMap headers, Wanted wanted, Instant now) {
        Duration stated = stated(headers, now);
        Duration least = FetchLimits.FRESH_LEAST;
        Duration most = wanted.freshMost();
        return now.plus(
                stated.compareTo(least) < 0 ? least : stated.compareTo(most) > 0 ? most : stated);
    }

    private static Duration stated(MultiMap headers, Instant now) {
        String control = String.join(",", headers.getAll("Cache-Control")).toLowerCase(Locale.ROOT);
        if (NOT_KEPT.matcher(control).find()) {
            return Duration.ZERO;
        }
        return seconds(SHARED, control)
                .or(() -> seconds(AGE, control))
                .map(life -> life.minus(age(headers)))
                .or(() -> expires(headers, now))
                .orElse(Duration.ZERO);
    }

    private static Optional<Duration> seconds(Pattern directive, String control) {
        Matcher matcher = directive.matcher(control);
        return matcher.find()
                ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    private static Duration age(MultiMap headers) {
        String age = Optional.ofNullable(headers.get("Age")).orElse("");
        return age.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(age)) : Duration.ZERO;
    }

    private static Optional<Duration> expires(MultiMap headers, Instant now) {
        Instant sent = date(headers, "Date").orElse(now);
        return date(headers, "Expires").map(expires -> Duration.between(sent, expires));
    }

    private static Optional<Instant> date(MultiMap headers, String name) {
        try {
            return Optional.ofNullable(headers.get(name))
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME))
                    .map(ZonedDateTime::toInstant);
        } catch (DateTimeParseException notADate) {
            return Optional.empty();
        }
    }
}
