package dev.carnet.auth.revocation;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/// Reads whose the things are that somebody wants revoked, and the revocations in force.
final class ReachStore {

    /// Whose it is.
    ///
    /// @param owner the person it belongs to, if it belongs to one
    /// @param role that person's role, when a whole person is meant
    record Target(Optional<String> owner, Optional<Role> role) {}

    /// The thing, if the workspace has it. Of a token the audit log knows to whom it was issued.
    Uni<Optional<Target>> find(SqlClient client, String workspace, RevocationType type, String id) {
        return client.preparedQuery(sql(type))
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, ReachStore::target));
    }

    Uni<List<RevocationView>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT type, id, reason, seq, revoked_at FROM auth.revocation
                        WHERE workspace_id = $1
                            AND ($2::timestamptz IS NULL OR (revoked_at, type || ' ' || id) < ($2, $3))
                        ORDER BY revoked_at DESC, type || ' ' || id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, ReachStore::view));
    }

    static String sql(RevocationType type) {
        return switch (type) {
            case PASSPORT ->
                    """
                    SELECT owner_id AS owner, null::text AS role FROM auth.passport
                    WHERE workspace_id = $1 AND (jti = $2 OR passport_session = $2) LIMIT 1
                    """;
            case TOKEN ->
                    """
                    SELECT sub AS owner, null::text AS role
                    FROM audit.index JOIN audit.log USING (log_id)
                    WHERE workspace_id = $1 AND jti = $2 AND act LIKE 'token.%' LIMIT 1
                    """;
            case GRANT ->
                    """
                    SELECT person_id AS owner, null::text AS role FROM auth.grant_
                    WHERE workspace_id = $1 AND grant_id = $2
                    """;
            case CLIENT ->
                    """
                    SELECT null::text AS owner, null::text AS role
                    WHERE EXISTS (
                            SELECT FROM auth.client WHERE workspace_id = $1 AND client_id = $2)
                        OR EXISTS (
                            SELECT FROM auth.grant_ WHERE workspace_id = $1 AND client_id = $2)
                    """;
            case AGENT, AGENT_PASSPORTS ->
                    """
                    SELECT owner_id AS owner, null::text AS role FROM auth.agent
                    WHERE workspace_id = $1 AND agent_id = $2
                    """;
            case KEY ->
                    """
                    SELECT CASE kind WHEN 'personal' THEN person_id END AS owner, null::text AS role
                    FROM auth.api_key WHERE workspace_id = $1 AND key_id = $2
                    """;
            case ISSUER ->
                    """
                    SELECT null::text AS owner, null::text AS role FROM auth.trusted_issuer
                    WHERE workspace_id = $1 AND issuer_id = $2
                    """;
            case RULE ->
                    """
                    SELECT null::text AS owner, null::text AS role FROM auth.exchange_rule
                    WHERE workspace_id = $1 AND rule_id || '/' || version = $2
                    """;
            case CONNECTION ->
                    """
                    SELECT person_id AS owner, null::text AS role FROM gateway.connection
                    WHERE workspace_id = $1 AND connection_id = $2
                    """;
            case SERVER ->
                    """
                    SELECT null::text AS owner, null::text AS role FROM gateway.server
                    WHERE workspace_id = $1 AND server_id = $2
                    """;
            case WORKSPACE ->
                    """
                    SELECT null::text AS owner, null::text AS role FROM auth.workspace
                    WHERE workspace_id = $1 AND workspace_id = $2
                    """;
            case MEMBER ->
                    """
                    SELECT person_id AS owner, role FROM auth.member
                    WHERE workspace_id = $1 AND person_id = $2
                    """;
        };
    }

    private static Target target(Row row) {
        return new Target(
                Optional.ofNullable(row.getString("owner")),
                Optional.ofNullable(row.getString("role")).flatMap(Role::of));
    }

    private static RevocationView view(Row row) {
        return new RevocationView(
                row.getString("type"),
                row.getString("id"),
                row.getString("reason"),
                row.getLong("seq"),
                Columns.instant(row, "revoked_at"));
    }
}
