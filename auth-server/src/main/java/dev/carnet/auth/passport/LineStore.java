package dev.carnet.auth.passport;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.TokenClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `auth.passport_line`: a row for each place in a tree of passports, whatever it is
/// renewed into. Only what agents report and what people decide about it moves a row.
final class LineStore {

    /// The first passport of a line.
    ///
    /// @param life of each it is renewed into
    Uni<Void> begin(SqlConnection transaction, TokenClaims claims, Duration life, Through through) {
        Mandate mandate = claims.mandate();
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.passport_line (workspace_id, line, parent, agent_id, owner_id,
                            passport_session, mode, life_seconds, interval_seconds, began_at, seen_at,
                            checked_at, issued_through)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $10, $11)
                        """)
                .execute(
                        Tuple.of(claims.workspace(), claims.jti())
                                .addValue(mandate.parent().orElse(null))
                                .addString(claims.subject())
                                .addString(claims.owner().orElseThrow())
                                .addString(claims.session().orElseThrow())
                                .addString(mandate.mode().wire())
                                .addInteger((int) life.toSeconds())
                                .addValue(seconds(mandate.interval()))
                                .addOffsetDateTime(Columns.time(claims.issuedAt()))
                                .addArrayOfString(through.ids().toArray(String[]::new)))
                .replaceWithVoid();
    }

    /// Whoever has the line sends nobody.
    Uni<Void> keepAlone(SqlConnection transaction, String workspace, String line) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.passport_line SET delegates = false
                        WHERE workspace_id = $1 AND line = $2
                        """)
                .execute(Tuple.of(workspace, line))
                .replaceWithVoid();
    }

    /// Whether whoever has the line said that they send nobody.
    Uni<Boolean> isAlone(SqlConnection transaction, String workspace, String line) {
        return transaction
                .preparedQuery(
                        """
                        SELECT EXISTS (SELECT FROM auth.passport_line
                          WHERE workspace_id = $1 AND line = $2 AND NOT delegates)
                        """)
                .execute(Tuple.of(workspace, line))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /// A line that goes on.
    ///
    /// @param life of its next passport
    /// @param interval between its checkpoints, if any are asked for
    /// @param began when the first passport of it was given
    /// @param longest how long it may go on since then, if anybody says so
    /// @param checked when the agent last reported
    /// @param parentEnd when the last passport of the line it was delegated from ends
    record Going(
            Duration life,
            Optional<Duration> interval,
            Instant began,
            Optional<Duration> longest,
            Instant checked,
            Optional<Instant> parentEnd) {}

    /// Has the line go on within what the agent may have now, unless it was closed or taken away,
    /// or the one it comes from has ended. What was narrowed stays narrow.
    ///
    /// @param reports whether the agent reports with it
    Uni<Optional<Going>> goOn(
            SqlConnection transaction,
            TokenClaims claims,
            Bearer most,
            Instant now,
            boolean reports) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.passport_line l SET seen_at = $3,
                            checked_at = CASE WHEN $4 THEN $3 ELSE checked_at END,
                            interval_seconds = CASE WHEN mode <> 'standard'
                                THEN least(interval_seconds, $5) END,
                            life_seconds = least(life_seconds, $6,
                                CASE WHEN mode = 'enforced' THEN $5 END)
                        FROM (SELECT max(p.expires_at) AS parent_end
                              FROM auth.passport_line own JOIN auth.passport p
                                ON p.workspace_id = own.workspace_id
                                  AND coalesce(p.line, p.jti) = own.parent AND p.revoked_at IS NULL
                              WHERE own.workspace_id = $1 AND own.line = $2) AS above
                        WHERE l.workspace_id = $1 AND l.line = $2
                            AND l.closed_at IS NULL AND l.revoked_at IS NULL
                            AND (l.parent IS NULL OR above.parent_end > $3)
                        RETURNING l.life_seconds, l.interval_seconds, l.began_at, l.checked_at,
                            above.parent_end
                        """)
                .execute(
                        Tuple.of(claims.workspace(), Successors.line(claims))
                                .addOffsetDateTime(Columns.time(now))
                                .addBoolean(reports)
                                .addValue(seconds(most.interval()))
                                .addValue(seconds(most.life())))
                .map(rows -> Columns.first(rows, row -> going(row, most)));
    }

    private static @Nullable Integer seconds(Optional<Duration> some) {
        return some.map(one -> (int) one.toSeconds()).orElse(null);
    }

    private static Going going(Row row, Bearer most) {
        return new Going(
                Duration.ofSeconds(row.getInteger("life_seconds")),
                Optional.ofNullable(row.getInteger("interval_seconds")).map(Duration::ofSeconds),
                Columns.instant(row, "began_at"),
                most.line(),
                Columns.instant(row, "checked_at"),
                Columns.optionalInstant(row, "parent_end"));
    }

    /// A line of the agent that ended because the report it owes never came, and that can still be
    /// handed in.
    Uni<Optional<String>> owed(
            SqlConnection transaction, String workspace, String agent, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        SELECT l.line FROM auth.passport_line l
                        WHERE l.workspace_id = $1 AND l.agent_id = $2 AND l.mode = 'enforced'
                          AND l.closed_at IS NULL AND l.revoked_at IS NULL
                          AND l.checked_at + make_interval(secs => l.interval_seconds) < $3
                          AND l.seen_at > $3 - interval '24 hours'
                          AND NOT EXISTS (SELECT FROM auth.revocation r
                            WHERE r.workspace_id = l.workspace_id AND r.revoked_at > l.seen_at
                              AND r.type = 'agent' AND r.id = l.agent_id)
                          AND (l.parent IS NULL OR EXISTS (SELECT FROM auth.passport p
                            WHERE p.workspace_id = l.workspace_id
                              AND coalesce(p.line, p.jti) = l.parent AND p.revoked_at IS NULL
                              AND p.expires_at > $3))
                        ORDER BY l.checked_at LIMIT 1
                        """)
                .execute(Tuple.of(workspace, agent, Columns.time(now)))
                .map(rows -> Columns.first(rows, row -> row.getString("line")));
    }

    /// Closes the line with that outcome and ends every passport of it and below it; says whether
    /// it was open. Lines are locked before their passports, as by who revokes them.
    Uni<Boolean> close(
            SqlConnection transaction, String workspace, String line, String outcome, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        WITH RECURSIVE tree (line) AS (
                          SELECT $2::text
                          UNION
                          SELECT l.line FROM auth.passport_line l JOIN tree t ON l.parent = t.line
                          WHERE l.workspace_id = $1),
                        below AS (
                          UPDATE auth.passport_line SET revoked_at = $4
                          WHERE workspace_id = $1 AND line IN (SELECT line FROM tree) AND line <> $2
                            AND revoked_at IS NULL
                          RETURNING line),
                        passports AS (
                          UPDATE auth.passport SET revoked_at = $4
                          WHERE workspace_id = $1 AND coalesce(line, jti) IN (SELECT line FROM tree)
                            AND revoked_at IS NULL AND expires_at > $4
                            AND (SELECT count(*) FROM below) >= 0)
                        UPDATE auth.passport_line SET closed_at = $4, outcome = $3
                        WHERE workspace_id = $1 AND line = $2 AND closed_at IS NULL
                        """)
                .execute(Tuple.of(workspace, line, outcome, Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }
}
