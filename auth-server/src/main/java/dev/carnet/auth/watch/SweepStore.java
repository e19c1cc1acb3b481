package dev.carnet.auth.watch;

import dev.carnet.auth.watch.Notices.Sign;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.shared.token.Mandate.Mode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds what only time shows: lines of passports that fell silent, keys, and how many strangers
/// registered. Of what an event exists, none is found again; and none of what a workspace does not
/// mind, which would stand before what others mind.
@Singleton
final class SweepStore {

    private static final int AT_A_TIME = 500;
    private static final Duration FLOOD = Duration.ofMinutes(1);

    /// What a workspace set for all.
    private static final String COMMON =
            """
            LEFT JOIN LATERAL (SELECT s.enabled, s.threshold FROM watch.detector_setting s
              WHERE s.workspace_id = %s.workspace_id AND s.detector = %s AND s.agent_id = ''
              ORDER BY s.version DESC LIMIT 1) common ON true
            """;

    /// And what it set for the agent of the line.
    private static final String OWN =
            """
            LEFT JOIN LATERAL (SELECT s.enabled, s.threshold FROM watch.detector_setting s
              WHERE s.workspace_id = l.workspace_id AND s.detector = 'checkpoint_silence'
                AND s.agent_id = l.agent_id
              ORDER BY s.version DESC LIMIT 1) own ON true
            """;

    /// Lines that owe a report by so many intervals, and could still be renewed.
    Uni<List<Sign>> silent(SqlClient client, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT l.workspace_id, l.line, l.agent_id, l.owner_id, l.mode, late.amount,
                          ARRAY(SELECT i.eid::text FROM audit.log g JOIN audit.index i USING (log_id)
                            WHERE g.workspace_id = l.workspace_id AND i.jti IN (
                              SELECT p.jti FROM auth.passport p
                              WHERE p.workspace_id = l.workspace_id
                                AND coalesce(p.line, p.jti) = l.line)
                            ORDER BY i.time DESC, i.seq DESC LIMIT 20) AS entries
                        FROM auth.passport_line l
                        CROSS JOIN LATERAL (SELECT (extract(epoch FROM $1 - l.checked_at)
                          / l.interval_seconds)::float8 AS amount) late
                        """
                                + OWN
                                + COMMON.formatted("l", "'checkpoint_silence'")
                                + """
                                WHERE l.closed_at IS NULL AND l.revoked_at IS NULL
                                  AND l.interval_seconds IS NOT NULL
                                  AND l.checked_at + make_interval(secs => l.interval_seconds) < $1
                                  AND l.seen_at > $1 - interval '26 hours'
                                  AND coalesce(own.enabled, common.enabled, true)
                                  AND late.amount >= coalesce(own.threshold, common.threshold, $3)
                                  AND NOT EXISTS (SELECT FROM auth.revocation r
                                    WHERE r.workspace_id = l.workspace_id AND r.revoked_at > l.seen_at
                                      AND r.type = 'agent' AND r.id = l.agent_id)
                                  AND NOT EXISTS (SELECT FROM watch.security_event e
                                    WHERE e.workspace_id = l.workspace_id
                                      AND e.kind = 'checkpoint_silence' AND e.once = l.line)
                                ORDER BY l.checked_at LIMIT $2
                                """)
                .execute(
                        Tuple.of(
                                Columns.time(now),
                                AT_A_TIME,
                                Detector.CHECKPOINT_SILENCE.threshold()))
                .map(rows -> Columns.list(rows, SweepStore::silence));
    }

    /// Keys that nobody used, or that are old, for so many days.
    Uni<List<Sign>> keys(SqlClient client, Detector detector, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT k.workspace_id, k.key_id, k.person_id, k.kind, k.age AS amount,
                          k.key_id || ' ' || k.since::date AS once
                        FROM (SELECT k.*, since.at AS since,
                                floor(extract(epoch FROM $1 - since.at) / 86400)::float8 AS age
                              FROM auth.api_key k
                              LEFT JOIN gateway.key_use u USING (workspace_id, key_id)
                              CROSS JOIN LATERAL (SELECT CASE $2 WHEN 'key_unused'
                                THEN coalesce(u.used_at, k.created_at) ELSE k.created_at END AS at)
                                AS since
                              WHERE k.revoked_at IS NULL
                                AND (k.expires_at IS NULL OR k.expires_at > $1)) AS k
                        """
                                + COMMON.formatted("k", "$2")
                                + """
                                WHERE coalesce(common.enabled, true)
                                  AND k.age >= coalesce(common.threshold, $3)
                                  AND NOT EXISTS (SELECT FROM watch.security_event e
                                  WHERE e.workspace_id = k.workspace_id AND e.kind = $2
                                    AND e.once = k.key_id || ' ' || k.since::date)
                                ORDER BY k.since LIMIT $4
                                """)
                .execute(
                        Tuple.of(
                                Columns.time(now),
                                detector.wire(),
                                detector.threshold(),
                                AT_A_TIME))
                .map(rows -> Columns.list(rows, row -> key(row, detector)));
    }

    /// What every open workspace is told of strangers who registered within the last minute, if
    /// there were any.
    Uni<List<Sign>> registrations(SqlClient client, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT w.workspace_id, c.amount::float8 AS amount
                        FROM (SELECT count(*) AS amount FROM auth.client
                              WHERE workspace_id IS NULL AND created_at > $1) AS c
                        CROSS JOIN auth.workspace w
                        """
                                + COMMON.formatted("w", "'registration_flood'")
                                + """
                                WHERE coalesce(common.enabled, true)
                                  AND c.amount >= coalesce(common.threshold, $4) AND w.revoked_at IS NULL
                                  AND NOT EXISTS (SELECT FROM watch.security_event e
                                    WHERE e.workspace_id = w.workspace_id
                                      AND e.kind = 'registration_flood' AND e.once = $2)
                                LIMIT $3
                                """)
                .execute(
                        Tuple.of(
                                Columns.time(now.minus(FLOOD)),
                                hour(now),
                                AT_A_TIME,
                                Detector.REGISTRATION_FLOOD.threshold()))
                .map(rows -> Columns.list(rows, row -> flood(row, now)));
    }

    private static Sign silence(Row row) {
        String line = row.getString("line");
        return new Sign(
                Detector.CHECKPOINT_SILENCE,
                Suspect.passport(
                        row.getString("workspace_id"),
                        row.getString("agent_id"),
                        row.getString("owner_id"),
                        line,
                        Mode.of(row.getString("mode")).orElse(Mode.STANDARD)),
                "No report came when one was due.",
                row.getDouble("amount"),
                Map.of("intervals", number(row.getDouble("amount"))),
                line,
                List.of(row.getArrayOfStrings("entries")).reversed());
    }

    private static Sign key(Row row, Detector detector) {
        return new Sign(
                detector,
                Suspect.key(
                        row.getString("workspace_id"),
                        row.getString("key_id"),
                        Optional.ofNullable(row.getString("person_id"))),
                detector == Detector.KEY_UNUSED
                        ? "A key has not been used for long."
                        : "A key has not been rotated for long.",
                row.getDouble("amount"),
                Map.of("days", number(row.getDouble("amount"))),
                row.getString("once"));
    }

    private static Sign flood(Row row, Instant now) {
        return new Sign(
                Detector.REGISTRATION_FLOOD,
                Suspect.nobody(row.getString("workspace_id")),
                "Many clients were registered within a minute.",
                row.getDouble("amount"),
                Map.of("registrations", number(row.getDouble("amount"))),
                hour(now));
    }

    /// At most one in an hour.
    private static String hour(Instant now) {
        return Long.toString(now.getEpochSecond() / 3_600);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
