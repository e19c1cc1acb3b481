package dev.carnet.auth.workspace;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/// The table `auth.member`. Whoever changes a role first takes the lock of the workspace's row:
/// without it two owners could demote each other at the same moment.
public final class MemberStore {

    private static final String SELECT =
            """
            SELECT m.person_id, p.email, p.name, m.role, m.created_at, m.version,
                p.disabled_at IS NOT NULL AS disabled,
                EXISTS (SELECT FROM auth.totp t WHERE t.person_id = m.person_id)
                    OR EXISTS (SELECT FROM auth.passkey k WHERE k.person_id = m.person_id)
                    AS second_factor
            FROM auth.member m JOIN auth.person p USING (person_id)
            WHERE m.workspace_id = $1
            """;

    private static final String KEEPS_AN_OWNER =
            """
            role <> 'owner' OR EXISTS (
                SELECT FROM auth.member o
                WHERE o.workspace_id = $1 AND o.role = 'owner' AND o.person_id <> $2))
            """;

    /// Who decides, about whom, and how many owners there are, all under the lock.
    record Standing(Optional<Role> by, Optional<Role> of, int version, int owners) {}

    Uni<List<Member>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        SELECT
                                + """
                                AND ($2::timestamptz IS NULL OR (m.created_at, m.person_id) < ($2, $3))
                                ORDER BY m.created_at DESC, m.person_id DESC LIMIT $4
                                """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, MemberStore::member));
    }

    /// The members, owners first, for a page.
    Uni<List<Member>> people(SqlClient client, String workspace, int limit) {
        return client.preparedQuery(
                        SELECT + "ORDER BY m.role <> 'owner', p.email, m.person_id LIMIT $2")
                .execute(Tuple.of(workspace, limit))
                .map(rows -> Columns.list(rows, MemberStore::member));
    }

    Uni<List<Member>> owners(SqlClient client, String workspace) {
        return client.preparedQuery(SELECT + "AND m.role = 'owner' ORDER BY m.created_at LIMIT 50")
                .execute(Tuple.of(workspace))
                .map(rows -> Columns.list(rows, MemberStore::member));
    }

    Uni<Optional<Member>> find(SqlClient client, String workspace, String person) {
        return client.preparedQuery(SELECT + "AND m.person_id = $2")
                .execute(Tuple.of(workspace, person))
                .map(rows -> Columns.first(rows, MemberStore::member));
    }

    /// Locks the workspace against every other change of roles, until the transaction ends.
    public Uni<Void> lock(SqlConnection transaction, String workspace) {
        return transaction
                .preparedQuery(
                        "SELECT FROM auth.workspace WHERE workspace_id = $1 FOR NO KEY UPDATE")
                .execute(Tuple.of(workspace))
                .replaceWithVoid();
    }

    /// To be called under the lock.
    Uni<Standing> standing(SqlConnection transaction, String workspace, String by, String person) {
        return transaction
                .preparedQuery(
                        """
                        SELECT
                            (SELECT role FROM auth.member WHERE workspace_id = $1 AND person_id = $2) AS by_role,
                            (SELECT role FROM auth.member WHERE workspace_id = $1 AND person_id = $3) AS of_role,
                            (SELECT version FROM auth.member WHERE workspace_id = $1 AND person_id = $3) AS version,
                            (SELECT count(*)::int FROM auth.member WHERE workspace_id = $1 AND role = 'owner') AS owners
                        """)
                .execute(Tuple.of(workspace, by, person))
                .map(rows -> standing(rows.iterator().next()));
    }

    /// Adds a member, or finds that the person is one already.
    Uni<Boolean> add(SqlConnection transaction, String workspace, String person, Role role) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.member (workspace_id, person_id, role) VALUES ($1, $2, $3)
                        ON CONFLICT DO NOTHING
                        """)
                .execute(Tuple.of(workspace, person, role.wire()))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Gives a member another role, unless the workspace would be left without an owner.
    Uni<Boolean> appoint(SqlConnection transaction, String workspace, String person, Role role) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.member SET role = $3, version = version + 1
                        WHERE workspace_id = $1 AND person_id = $2 AND ($3 = 'owner' OR
                        """
                                + KEEPS_AN_OWNER)
                .execute(Tuple.of(workspace, person, role.wire()))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Ends a membership, unless the workspace would be left without an owner.
    Uni<Boolean> remove(SqlConnection transaction, String workspace, String person) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM auth.member
                        WHERE workspace_id = $1 AND person_id = $2 AND (
                        """
                                + KEEPS_AN_OWNER)
                .execute(Tuple.of(workspace, person))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Standing standing(Row row) {
        return new Standing(
                role(row, "by_role"),
                role(row, "of_role"),
                Optional.ofNullable(row.getInteger("version")).orElse(0),
                row.getInteger("owners"));
    }

    private static Optional<Role> role(Row row, String column) {
        return Optional.ofNullable(row.getString(column)).flatMap(Role::of);
    }

    private static Member member(Row row) {
        return new Member(
                row.getString("person_id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("role"),
                Columns.instant(row, "created_at"),
                row.getInteger("version"),
                row.getBoolean("disabled"),
                row.getBoolean("second_factor"));
    }
}
