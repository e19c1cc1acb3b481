package dev.carnet.auth.server;

import dev.carnet.auth.server.SeenServer.Approval;
import dev.carnet.auth.server.SeenServer.Health;
import dev.carnet.auth.server.SeenServer.Shape;
import dev.carnet.auth.server.SeenServer.Tools;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Reads `gateway.server`, its tests and how many tools it has. It only reads, and never what is
/// sealed.
@Singleton
final class SeenServerStore {

    private static final String SELECT =
            """
            SELECT s.workspace_id, s.server_id, s.slug, s.name, s.transport, s.address,
                s.authentication, s.authentication::jsonb ->> 'kind' AS kind, s.private_allowed,
                s.approved_shape, s.approved_at, s.managed_by, s.secret_at, s.secret_last_four,
                s.health, s.health_text, s.health_at, s.seen_at, s.created_at, s.version,
                coalesce((SELECT p.name FROM auth.person p WHERE p.person_id = s.approved_by),
                    s.approved_by, '') AS approver,
                CASE WHEN NOT s.enabled THEN 'disabled'
                    WHEN s.approved_shape::jsonb = jsonb_build_object('transport', s.transport,
                        'address', s.address, 'authentication', s.authentication::jsonb,
                        'private_allowed', s.private_allowed) THEN 'approved'
                    WHEN s.rejected_at IS NOT NULL THEN 'rejected'
                    ELSE 'pending' END AS state,
                t.approved, t.waiting, t.changed
            FROM gateway.server s
            CROSS JOIN LATERAL (
                SELECT (count(*) FILTER (WHERE d.state = 'approved'))::int AS approved,
                    (count(*) FILTER (WHERE d.state = 'new'))::int AS waiting,
                    (count(*) FILTER (WHERE d.state = 'changed'))::int AS changed
                FROM gateway.definition d
                WHERE d.workspace_id = s.workspace_id AND d.server_id = s.server_id
                    AND d.kind = 'tool') t
            WHERE s.workspace_id = $1
            """;

    /// Those of a workspace, newest first.
    Uni<List<SeenServer>> list(
            SqlClient client, String workspace, Optional<Slice.Position> after, int limit) {
        return client.preparedQuery(
                        SELECT
                                + """
                                AND ($2::timestamptz IS NULL
                                    OR (s.created_at, s.server_id) < ($2, $3::text))
                                ORDER BY s.created_at DESC, s.server_id DESC LIMIT $4
                                """)
                .execute(
                        Tuple.of(workspace)
                                .addValue(after.map(at -> Columns.time(at.at())).orElse(null))
                                .addValue(after.map(Slice.Position::id).orElse(null))
                                .addInteger(limit))
                .map(rows -> Columns.list(rows, SeenServerStore::server));
    }

    /// One of them.
    Uni<Optional<SeenServer>> find(SqlClient client, String workspace, String id) {
        return client.preparedQuery(SELECT + " AND s.server_id = $2")
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, SeenServerStore::server));
    }

    /// Of which workspace the server is, if that person is a member there.
    Uni<Optional<String>> workspace(SqlClient client, String person, String id) {
        return client.preparedQuery(
                        """
                        SELECT s.workspace_id FROM gateway.server s
                        JOIN auth.member m USING (workspace_id)
                        WHERE m.person_id = $1 AND s.server_id = $2
                        """)
                .execute(Tuple.of(person, id))
                .map(rows -> Columns.first(rows, row -> row.getString("workspace_id")));
    }

    /// Its newest tests.
    Uni<List<SeenServer.Test>> tests(SqlClient client, SeenServer server, int limit) {
        return client.preparedQuery(
                        """
                        SELECT t.outcome, t.detail, t.took_ms, t.tools, t.tested_at,
                            coalesce(p.name, t.tested_by) AS tester
                        FROM gateway.server_test t
                        LEFT JOIN auth.person p ON p.person_id = t.tested_by
                        WHERE t.workspace_id = $1 AND t.server_id = $2
                        ORDER BY t.tested_at DESC, t.test_id DESC LIMIT $3
                        """)
                .execute(Tuple.of(server.workspace(), server.id(), limit))
                .map(rows -> Columns.list(rows, SeenServerStore::test));
    }

    /// What all of it comes to, as a short text that is another when a page would be.
    Uni<String> state(SqlClient client, String workspace) {
        return client.preparedQuery(
                        """
                        SELECT md5(concat_ws('|',
                            (SELECT string_agg(concat_ws(' ', server_id, version, health), ','
                                ORDER BY server_id)
                            FROM gateway.server WHERE workspace_id = $1),
                            (SELECT string_agg(concat_ws(' ', server_id, state, number), ','
                                ORDER BY server_id, state)
                            FROM (SELECT server_id, state, count(*) AS number
                                FROM gateway.definition WHERE workspace_id = $1 AND kind = 'tool'
                                GROUP BY server_id, state) AS tools))) AS state
                        """)
                .execute(Tuple.of(workspace))
                .map(rows -> rows.iterator().next().getString("state"));
    }

    private static SeenServer server(Row row) {
        return new SeenServer(
                row.getString("workspace_id"),
                row.getString("server_id"),
                row.getString("slug"),
                row.getString("name"),
                row.getString("kind"),
                new Shape(
                        row.getString("transport"),
                        row.getString("address"),
                        row.getString("authentication"),
                        row.getBoolean("private_allowed")),
                approval(row),
                Columns.optionalInstant(row, "secret_at")
                        .map(at -> new SeenServer.Key(row.getString("secret_last_four"), at)),
                health(row),
                row.getString("state"),
                Optional.ofNullable(row.getString("managed_by")),
                new Tools(
                        row.getInteger("approved"),
                        row.getInteger("waiting"),
                        row.getInteger("changed")),
                Columns.instant(row, "created_at"),
                row.getInteger("version"));
    }

    private static Optional<Approval> approval(Row row) {
        return Columns.optionalInstant(row, "approved_at")
                .map(at ->
                        new Approval(
                                row.getString("approver"), at, row.getString("approved_shape")));
    }

    private static Optional<Health> health(Row row) {
        return Optional.ofNullable(row.getString("health"))
                .map(status ->
                        new Health(
                                status,
                                Optional.ofNullable(row.getString("health_text")).orElse(""),
                                Columns.instant(row, "health_at"),
                                Columns.optionalInstant(row, "seen_at")));
    }

    private static SeenServer.Test test(Row row) {
        return new SeenServer.Test(
                row.getString("outcome"),
                row.getString("detail"),
                row.getString("tester"),
                row.getInteger("took_ms"),
                Optional.ofNullable(row.getInteger("tools")),
                Columns.instant(row, "tested_at"));
    }
}
