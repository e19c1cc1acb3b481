package dev.carnet.shared.trail;

import java.time.Instant;
import java.util.Optional;

/// Which entries of a log to list. What is empty does not narrow.
///
/// @param actor `sub` of the event
/// @param client OAuth client id
/// @param passport token id (`jti`)
/// @param outcome `out` of the event
/// @param act what happened, for example `tool.call.end`
/// @param from earliest time, inclusive
/// @param to latest time, exclusive
public record AuditFilter(
        Optional<String> actor,
        Optional<String> client,
        Optional<String> agent,
        Optional<String> passport,
        Optional<String> key,
        Optional<String> tool,
        Optional<String> outcome,
        Optional<String> act,
        Optional<Instant> from,
        Optional<Instant> to) {

    /// Every entry.
    public static final AuditFilter EVERYTHING =
            new AuditFilter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// Every entry from that time on.
    public static AuditFilter since(Instant from) {
        return new AuditFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(from),
                Optional.empty());
    }
}
