package dev.carnet.auth.connect;

import dev.carnet.auth.connect.Upstream.Held;
import dev.carnet.auth.connect.Upstream.Trial;
import dev.carnet.auth.connect.Upstream.Wish;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// The view `gateway.connectable` and the table `gateway.connection`, as far as people see them:
/// the servers of their workspaces that they connect to themselves. It only reads, and never what
/// is sealed.
@Singleton
final class UpstreamStore {

    /// A connection that was made before its person was taken out and came back is not theirs any
    /// more; one to another address of the server has to be made anew.
    private static final String SQL =
            """
            SELECT s.workspace_id, w.name AS workspace_name, s.server_id, s.slug, s.name, s.url,
              s.takes_key, c.connection_id, c.created_at, c.last_four, c.trial,
              c.issuer AS held_issuer, c.scope AS held_scope, c.wanted_scope, s.private_allowed, s.issuer, s.client_id, s.scope,
              c.expired_at IS NOT NULL OR c.resource <> s.url
                OR (NOT c.renewable AND c.token_expires_at <= $3) AS expired
            FROM auth.member m
            JOIN auth.workspace w ON w.workspace_id = m.workspace_id AND w.revoked_at IS NULL
            JOIN gateway.connectable s ON s.workspace_id = m.workspace_id
            LEFT JOIN gateway.connection c ON c.workspace_id = s.workspace_id
              AND c.server_id = s.server_id AND c.person_id = m.person_id AND c.ended_at IS NULL
              AND c.created_at >= m.created_at
            WHERE m.person_id = $1 AND ($2 = '' OR s.server_id = $2)
            ORDER BY w.name, s.workspace_id, s.name, s.server_id
            LIMIT 500
            """;

    private final Pool pool;

    UpstreamStore(Pool pool) {
        this.pool = pool;
    }

    /// All of them.
    Uni<List<Upstream>> of(String person, Instant now) {
        return query(person, "", now);
    }

    /// One of them.
    Uni<Optional<Upstream>> one(String person, String server, Instant now) {
        return server.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : query(person, server, now).map(found -> found.stream().findFirst());
    }

    /// The addresses of those in a workspace whose hosts may be private.
    Uni<List<String>> privateOnes(SqlClient client, String workspace) {
        return client.preparedQuery(
                        """
                        SELECT url FROM gateway.connectable
                        WHERE workspace_id = $1 AND private_allowed ORDER BY url LIMIT 500
                        """)
                .execute(Tuple.of(workspace))
                .map(rows -> Columns.list(rows, row -> row.getString("url")));
    }

    private Uni<List<Upstream>> query(String person, String server, Instant now) {
        return pool.preparedQuery(SQL)
                .execute(Tuple.of(person, server, Columns.time(now)))
                .map(rows -> Columns.list(rows, row -> upstream(row, now)));
    }

    private static Upstream upstream(Row row, Instant now) {
        return new Upstream(
                row.getString("workspace_id"),
                row.getString("workspace_name"),
                row.getString("server_id"),
                row.getString("slug"),
                row.getString("name"),
                row.getString("url"),
                row.getBoolean("takes_key"),
                row.getBoolean("private_allowed"),
                new Wish(
                        row.getString("issuer"),
                        row.getString("client_id"),
                        row.getString("scope")),
                Optional.ofNullable(row.getString("connection_id")).map(id -> held(row, id, now)));
    }

    private static Held held(Row row, String id, Instant now) {
        return new Held(
                id,
                row.getBoolean("expired"),
                trial(row, now),
                Columns.instant(row, "created_at")
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString(),
                row.getString("last_four"),
                row.getString("held_issuer"),
                row.getString("held_scope"),
                row.getString("wanted_scope"));
    }

    /// Where nobody has tried a key for a while, nobody is told to wait.
    private static Trial trial(Row row, Instant now) {
        Instant patience = Columns.instant(row, "created_at").plus(ConnectLimits.TRYING);
        return switch (row.getString("trial")) {
            case "proven" -> Trial.PROVEN;
            case "refused" -> Trial.REFUSED;
            case "open" -> patience.isAfter(now) ? Trial.TRYING : Trial.AWAY;
            default -> Trial.AWAY;
        };
    }
}
