package dev.carnet.auth.revocation;

import dev.carnet.shared.change.ChangeBody.Revoked;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The tables `auth.revocation`, `auth.grant_` and `auth.code` where many things end at once. Like
/// `RevocationStore` it writes every revocation and its feed row by one statement.
@Singleton
public final class EndingsStore {

    /// Something that ended in a workspace, with what hung on it.
    public record Ended(
            String workspace, RevocationType type, String id, int grants, int refreshTokens) {}

    private static final String TOKENS =
            """
            LEFT JOIN auth.refresh r ON r.workspace_id = e.workspace_id
              AND r.grant_id = e.grant_id AND r.rotated_at IS NULL AND r.expires_at > clock_timestamp()
            """;

    /// In the same order as `EndingSql` locks them.
    private static final String ENDED =
            """
            locked AS (
              SELECT workspace_id, grant_id FROM auth.grant_
              WHERE %s AND revoked_at IS NULL
              ORDER BY workspace_id, grant_id FOR NO KEY UPDATE),
            ended AS (
              UPDATE auth.grant_ g SET revoked_at = clock_timestamp() FROM locked l
              WHERE g.workspace_id = l.workspace_id AND g.grant_id = l.grant_id
              RETURNING g.workspace_id, g.client_id, g.grant_id)
            """;

    private static final String EACH_GRANT =
            """
            SELECT e.workspace_id, e.grant_id AS id, 1 AS grants, count(r.hash)::int AS refresh_tokens
            FROM ended e
            """
                    + TOKENS
                    + "GROUP BY e.workspace_id, e.grant_id ORDER BY e.workspace_id, e.grant_id";

    private static final String CLIENTS =
            "WITH "
                    + ENDED.formatted("workspace_id = $1 AND client_id = ANY ($2)")
                    + """
                    SELECT $1 AS workspace_id, named.id, count(DISTINCT e.grant_id)::int AS grants,
                      count(r.hash)::int AS refresh_tokens
                    FROM unnest($2::text[]) AS named(id) LEFT JOIN ended e ON e.client_id = named.id
                    """
                    + TOKENS
                    + "GROUP BY named.id ORDER BY named.id";

    /// A workspace where only a code waits has something to end, too.
    private static final String CLIENT_EVERYWHERE =
            "WITH "
                    + ENDED.formatted("client_id = $1")
                    + """
                    , places AS (
                      SELECT workspace_id FROM ended
                      UNION SELECT workspace_id FROM auth.code
                      WHERE client_id = $1 AND spent_at IS NULL AND expires_at > clock_timestamp()
                      UNION SELECT workspace_id FROM auth.device_code WHERE client_id = $1
                      AND decision = 'allow' AND spent_at IS NULL AND expires_at > clock_timestamp())
                    SELECT p.workspace_id, $1 AS id, count(DISTINCT e.grant_id)::int AS grants,
                      count(r.hash)::int AS refresh_tokens
                    FROM places p LEFT JOIN ended e ON e.workspace_id = p.workspace_id
                    """
                    + TOKENS
                    + "GROUP BY p.workspace_id ORDER BY p.workspace_id";

    private static final String PLACES =
            """
            SELECT workspace_id FROM auth.member WHERE person_id = $1
            UNION SELECT workspace_id FROM auth.grant_ WHERE person_id = $1 AND revoked_at IS NULL
            ORDER BY workspace_id
            """;

    /// A code that waits ends by its time, so that nothing comes of it.
    private static final String GRANTS_OF_PERSON =
            """
            WITH waiting AS (
              UPDATE auth.code SET expires_at = least(expires_at, clock_timestamp())
              WHERE person_id = $1 AND spent_at IS NULL),
            devices AS (
              UPDATE auth.device_code SET expires_at = least(expires_at, clock_timestamp())
              WHERE person_id = $1 AND spent_at IS NULL),
            """
                    + ENDED.formatted("person_id = $1")
                    + EACH_GRANT;

    private static final String THROUGH_PROVIDER =
            """
            WITH waiting AS (
              UPDATE auth.code SET expires_at = least(expires_at, clock_timestamp())
              WHERE workspace_id = $1 AND provider_id = $2 AND ($3::text IS NULL OR person_id = $3)
                AND spent_at IS NULL),
            devices AS (
              UPDATE auth.device_code SET expires_at = least(expires_at, clock_timestamp())
              WHERE workspace_id = $1 AND provider_id = $2 AND ($3::text IS NULL OR person_id = $3)
                AND spent_at IS NULL),
            """
                    + ENDED.formatted(
                            "workspace_id = $1 AND provider_id = $2"
                                    + " AND ($3::text IS NULL OR person_id = $3)")
                    + EACH_GRANT;

    private static final String VOUCHED =
            "WITH "
                    + ENDED.formatted("workspace_id = $1 AND issuer_id = $2 AND person_id = $3")
                    + EACH_GRANT;

    /// Lines of passports that were issued with a grant or client that ended, and what was
    /// delegated from them; locked like those of `EndingSql`.
    private static final String ISSUED =
            """
            WITH RECURSIVE named AS (
              SELECT * FROM unnest($1::text[], $2::text[]) AS given(workspace_id, id)),
            tree (workspace_id, line) AS (
              SELECT l.workspace_id, l.line FROM auth.passport_line l JOIN named n
                ON n.workspace_id = l.workspace_id AND l.issued_through @> ARRAY[n.id]
              WHERE l.revoked_at IS NULL AND l.seen_at > clock_timestamp() - interval '26 hours'
              UNION
              SELECT l.workspace_id, l.line FROM auth.passport_line l JOIN tree t
                ON l.workspace_id = t.workspace_id AND l.parent = t.line),
            locked_lines AS (
              SELECT l.workspace_id, l.line FROM auth.passport_line l JOIN tree t
                ON l.workspace_id = t.workspace_id AND l.line = t.line
              WHERE l.revoked_at IS NULL
              ORDER BY l.workspace_id, l.began_at, l.line FOR NO KEY UPDATE OF l),
            ended_lines AS (
              UPDATE auth.passport_line p SET revoked_at = clock_timestamp() FROM locked_lines l
              WHERE p.workspace_id = l.workspace_id AND p.line = l.line
              RETURNING p.workspace_id, p.line, p.parent, p.agent_id, p.began_at),
            locked_passports AS (
              SELECT p.workspace_id, p.jti FROM auth.passport p JOIN tree t
                ON p.workspace_id = t.workspace_id AND coalesce(p.line, p.jti) = t.line
              WHERE p.revoked_at IS NULL AND p.expires_at > clock_timestamp()
                AND (SELECT count(*) FROM ended_lines) >= 0
              ORDER BY p.workspace_id, p.jti FOR NO KEY UPDATE OF p),
            ended_passports AS (
              UPDATE auth.passport p SET revoked_at = clock_timestamp() FROM locked_passports l
              WHERE p.workspace_id = l.workspace_id AND p.jti = l.jti)
            SELECT workspace_id, line, parent, agent_id FROM ended_lines ORDER BY began_at, line
            """;

    private static final String RECORD =
            """
            WITH numbered AS (
              SELECT workspace_id, type, id, feed.append($4, workspace_id, body) AS seq
              FROM (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $5::text[])
                      WITH ORDINALITY AS t(workspace_id, type, id, body, place)
                    ORDER BY place) AS changes)
            INSERT INTO auth.revocation (workspace_id, type, id, reason, keep_until, seq)
            SELECT workspace_id, type, id, $6, $7, seq FROM numbered
            ON CONFLICT (workspace_id, type, id) DO UPDATE SET
              seq = excluded.seq, reason = excluded.reason,
              revoked_at = clock_timestamp(), keep_until = excluded.keep_until
            RETURNING seq
            """;

    /// Ends the grants of those clients in that workspace, each named once; the clients themselves
    /// stay. Answers a line for every client, whether or not it had anything.
    public Uni<List<Ended>> clients(
            SqlConnection transaction, String workspace, List<String> clients) {
        return clients.isEmpty()
                ? Uni.createFrom().item(List.of())
                : ended(
                        transaction,
                        CLIENTS,
                        RevocationType.CLIENT,
                        Tuple.of(workspace, clients.toArray(String[]::new)));
    }

    /// Ends the grants of that client in every workspace.
    public Uni<List<Ended>> client(SqlConnection transaction, String client) {
        return ended(transaction, CLIENT_EVERYWHERE, RevocationType.CLIENT, Tuple.of(client));
    }

    /// The workspaces where that person may have allowed something.
    Uni<List<String>> places(SqlConnection transaction, String person) {
        return transaction
                .preparedQuery(PLACES)
                .execute(Tuple.of(person))
                .map(rows -> Columns.list(rows, row -> row.getString("workspace_id")));
    }

    /// Ends every grant of that person in every workspace.
    Uni<List<Ended>> grants(SqlConnection transaction, String person) {
        return ended(transaction, GRANTS_OF_PERSON, RevocationType.GRANT, Tuple.of(person));
    }

    /// Ends the grants and waiting codes that somebody allowed while they were signed in by the
    /// word of that provider.
    ///
    /// @param person only theirs; everybody's, if it is nobody
    public Uni<List<Ended>> through(
            SqlConnection transaction, String workspace, String provider, Optional<String> person) {
        return ended(
                transaction,
                THROUGH_PROVIDER,
                RevocationType.GRANT,
                Tuple.of(workspace, provider, person.orElse(null)));
    }

    /// Ends the grants of that person that rest on the word of that trusted issuer.
    public Uni<List<Ended>> vouched(
            SqlConnection transaction, String workspace, String issuer, String person) {
        return ended(
                transaction, VOUCHED, RevocationType.GRANT, Tuple.of(workspace, issuer, person));
    }

    /// A line of passports that ended with what it was issued with.
    record Issued(String workspace, Cascade.Line line) {}

    /// Ends what was issued with those.
    Uni<List<Issued>> issued(SqlConnection transaction, List<Ended> ended) {
        return transaction
                .preparedQuery(ISSUED)
                .execute(Tuple.of(texts(ended, Ended::workspace), texts(ended, Ended::id)))
                .map(rows -> Columns.list(rows, EndingsStore::issued));
    }

    private static Issued issued(Row row) {
        return new Issued(
                row.getString("workspace_id"),
                new Cascade.Line(
                        row.getString("line"),
                        Optional.ofNullable(row.getString("parent")),
                        row.getString("agent_id")));
    }

    /// Writes the revocations and what replicas must learn, as the transaction's last statement,
    /// and answers the last number.
    Uni<Long> record(
            SqlConnection transaction, List<Ended> ended, String reason, Instant keepUntil) {
        return transaction
                .preparedQuery(RECORD)
                .execute(
                        Tuple.from(
                                List.of(
                                        texts(ended, Ended::workspace),
                                        texts(ended, one -> one.type().kept()),
                                        texts(ended, Ended::id),
                                        Revoked.KIND,
                                        texts(ended, one -> body(one, reason, keepUntil)),
                                        reason,
                                        keepUntil.atOffset(ZoneOffset.UTC))))
                .map(rows ->
                        Columns.list(rows, row -> row.getLong("seq")).stream()
                                .reduce(0L, Math::max));
    }

    private static String body(Ended one, String reason, Instant keepUntil) {
        return new Revoked(one.type().kept(), one.id(), reason, keepUntil).json();
    }

    private static String[] texts(List<Ended> ended, Function<Ended, String> part) {
        return ended.stream().map(part).toArray(String[]::new);
    }

    private static Uni<List<Ended>> ended(
            SqlConnection transaction, String sql, RevocationType type, Tuple parameters) {
        return transaction
                .preparedQuery(sql)
                .execute(parameters)
                .map(rows -> Columns.list(rows, row -> ended(type, row)));
    }

    private static Ended ended(RevocationType type, Row row) {
        return new Ended(
                row.getString("workspace_id"),
                type,
                row.getString("id"),
                row.getInteger("grants"),
                row.getInteger("refresh_tokens"));
    }
}
