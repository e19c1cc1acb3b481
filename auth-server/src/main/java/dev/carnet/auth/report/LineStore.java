package dev.carnet.auth.report;

import dev.carnet.auth.report.PassportReport.Delegated;
import dev.carnet.auth.report.PassportReport.Line;
import dev.carnet.auth.report.PassportReport.Noticed;
import dev.carnet.auth.report.PassportReport.Said;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reads lines of passports, what agents reported and what was noticed about them.
@Singleton
final class LineStore {

    private static final String SELECT =
            """
            SELECT l.*, w.name AS workspace_name, a.name AS agent_name, r.review_id, r.decision,
                coalesce(l.closed_at, l.revoked_at) AS ended_at, first.intent,
                (SELECT count(*)::int FROM auth.passport p WHERE p.workspace_id = l.workspace_id
                    AND coalesce(p.line, p.jti) = l.line) AS passports,
                CASE WHEN l.closed_at IS NOT NULL THEN 'closed'
                    WHEN l.revoked_at IS NOT NULL OR first.revoked_at IS NOT NULL THEN 'revoked'
                    WHEN EXISTS (SELECT FROM auth.passport p
                        WHERE p.workspace_id = l.workspace_id
                            AND coalesce(p.line, p.jti) = l.line AND p.revoked_at IS NULL
                            AND p.expires_at > $1) THEN 'active'
                    ELSE 'expired' END AS state
            FROM auth.passport_line l
            JOIN auth.workspace w ON w.workspace_id = l.workspace_id
            JOIN auth.passport first ON first.workspace_id = l.workspace_id AND first.jti = l.line
            LEFT JOIN auth.agent a ON a.workspace_id = l.workspace_id AND a.agent_id = l.agent_id
            LEFT JOIN auth.review r ON r.workspace_id = l.workspace_id AND r.line = l.line
            """;

    /// Of a person: lines of their own agents anywhere, and all where they may see everything.
    private static final String OF_PERSON =
            """
            EXISTS (SELECT FROM auth.member m
                WHERE m.workspace_id = l.workspace_id AND m.person_id = $2
                    AND (l.owner_id = $2 OR m.role = ANY ($3)))
            """;

    private final Pool pool;

    LineStore(Pool pool) {
        this.pool = pool;
    }

    /// The line of that passport.
    ///
    /// @param owner only if it is of this person's agents
    Uni<Optional<Line>> find(String workspace, String jti, Optional<String> owner, Instant now) {
        return pool.preparedQuery(
                        SELECT
                                + """
                                WHERE l.workspace_id = $2 AND l.line = (
                                        SELECT coalesce(p.line, p.jti) FROM auth.passport p
                                        WHERE p.workspace_id = $2 AND p.jti = $3)
                                    AND ($4::text IS NULL OR l.owner_id = $4)
                                """)
                .execute(Tuple.of(Columns.time(now), workspace, jti, owner.orElse(null)))
                .map(rows -> Columns.first(rows, LineReading::line));
    }

    /// The line of that passport, if this person may see it.
    Uni<Optional<Line>> ofPerson(String person, String jti, Instant now) {
        return pool.preparedQuery(
                        SELECT
                                + """
                                WHERE (l.workspace_id, l.line) = (
                                        SELECT p.workspace_id, coalesce(p.line, p.jti)
                                        FROM auth.passport p WHERE p.jti = $4)
                                    AND \
                                """
                                + OF_PERSON)
                .execute(
                        Tuple.of(Columns.time(now), person)
                                .addArrayOfString(seers())
                                .addString(jti))
                .map(rows -> Columns.first(rows, LineReading::line));
    }

    /// The lines this person may see, newest first.
    Uni<List<Line>> allOfPerson(
            String person, Optional<Slice.Position> after, int limit, Instant now) {
        return pool.preparedQuery(
                        SELECT
                                + " WHERE "
                                + OF_PERSON
                                + """
                                AND ($4::timestamptz IS NULL
                                    OR (l.began_at, l.line) < ($4, $5::text))
                                ORDER BY l.began_at DESC, l.line DESC LIMIT $6
                                """)
                .execute(
                        Tuple.of(Columns.time(now), person)
                                .addArrayOfString(seers())
                                .addValue(after.map(at -> Columns.time(at.at())).orElse(null))
                                .addValue(after.map(Slice.Position::id).orElse(null))
                                .addInteger(limit))
                .map(rows -> Columns.list(rows, LineReading::line));
    }

    /// The lines this person may see that somebody has to look at, the longest waiting first.
    Uni<List<Line>> waiting(String person, int limit, Instant now) {
        return pool.preparedQuery(
                        SELECT
                                + " WHERE r.review_id IS NOT NULL AND r.decision IS NULL AND "
                                + OF_PERSON
                                + " ORDER BY r.made_at, l.line LIMIT $4")
                .execute(
                        Tuple.of(Columns.time(now), person)
                                .addArrayOfString(seers())
                                .addInteger(limit))
                .map(rows -> Columns.list(rows, LineReading::line));
    }

    private static String[] seers() {
        return Role.AUDITORS.stream().map(Role::wire).toArray(String[]::new);
    }

    Uni<List<Said>> reports(Line line, int limit) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM auth.checkpoint WHERE workspace_id = $1 AND line = $2
                        ORDER BY at DESC, checkpoint_id LIMIT $3
                        """)
                .execute(Tuple.of(line.workspace(), line.line(), limit))
                .map(rows -> Columns.list(rows, LineReading::said));
    }

    Uni<List<Delegated>> delegated(Line line, int limit) {
        return pool.preparedQuery(
                        """
                        SELECT l.*, a.name AS agent_name FROM auth.passport_line l
                        LEFT JOIN auth.agent a
                            ON a.workspace_id = l.workspace_id AND a.agent_id = l.agent_id
                        WHERE l.workspace_id = $1 AND l.parent = $2
                        ORDER BY l.began_at DESC, l.line LIMIT $3
                        """)
                .execute(Tuple.of(line.workspace(), line.line(), limit))
                .map(rows -> Columns.list(rows, LineReading::delegated));
    }

    /// What was noticed about any passport of the line.
    Uni<List<Noticed>> events(Line line, int limit) {
        return pool.preparedQuery(
                        """
                        SELECT * FROM watch.security_event
                        WHERE workspace_id = $1 AND passport_id IN (
                            SELECT jti FROM auth.passport
                            WHERE workspace_id = $1 AND coalesce(line, jti) = $2)
                        ORDER BY seq DESC LIMIT $3
                        """)
                .execute(Tuple.of(line.workspace(), line.line(), limit))
                .map(rows -> Columns.list(rows, LineReading::noticed));
    }
}
