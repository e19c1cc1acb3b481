package dev.carnet.auth.passport;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;

/// Removes what is left of passports that ended long ago. The audit log keeps what they did; here
/// stays whatever somebody still has to look at, and whatever has children that stay.
final class EndedPassportStore {

    /// Removes lines with all of their passports and reports, the oldest first.
    ///
    /// @param before when the last passport of a line was given at the latest
    /// @return how many lines
    Uni<Integer> removeLines(SqlClient client, Instant before, int most) {
        return client.preparedQuery(
                        """
                        WITH old AS (
                          SELECT l.workspace_id, l.line FROM auth.passport_line l
                          WHERE l.seen_at < $1
                            AND NOT EXISTS (SELECT FROM auth.review r
                              WHERE r.workspace_id = l.workspace_id AND r.line = l.line
                                AND r.decision IS NULL)
                            AND NOT EXISTS (SELECT FROM auth.passport_line c
                              WHERE c.workspace_id = l.workspace_id AND c.parent = l.line
                                AND c.seen_at >= $1)
                          ORDER BY l.seen_at LIMIT $2 FOR UPDATE SKIP LOCKED),
                        reviews AS (DELETE FROM auth.review r USING old
                          WHERE r.workspace_id = old.workspace_id AND r.line = old.line),
                        reports AS (DELETE FROM auth.checkpoint c USING old
                          WHERE c.workspace_id = old.workspace_id AND c.line = old.line),
                        passports AS (DELETE FROM auth.passport p USING old
                          WHERE p.workspace_id = old.workspace_id
                            AND coalesce(p.line, p.jti) = old.line)
                        DELETE FROM auth.passport_line l USING old
                        WHERE l.workspace_id = old.workspace_id AND l.line = old.line
                        """)
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), most))
                .map(rows -> rows.rowCount());
    }

    /// Removes passports that never had a line.
    Uni<Integer> removeAlone(SqlClient client, Instant before, int most) {
        return client.preparedQuery(
                        """
                        DELETE FROM auth.passport WHERE jti IN (
                          SELECT p.jti FROM auth.passport p
                          WHERE p.expires_at < $1 AND NOT EXISTS (SELECT FROM auth.passport_line l
                            WHERE l.workspace_id = p.workspace_id
                              AND l.line = coalesce(p.line, p.jti))
                          LIMIT $2 FOR UPDATE SKIP LOCKED)
                        """)
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), most))
                .map(rows -> rows.rowCount());
    }
}
