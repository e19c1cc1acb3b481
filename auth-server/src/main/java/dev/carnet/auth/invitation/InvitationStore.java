package dev.carnet.auth.invitation;

import dev.carnet.auth.person.Email;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `auth.invitation`. A row is accepted or withdrawn once and never opened again; of the
/// link there is only a hash.
@Singleton
final class InvitationStore {

    private static final String COLUMNS =
            """
            SELECT i.invitation_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at,
                CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted'
                     WHEN i.withdrawn_at IS NOT NULL THEN 'withdrawn'
                     WHEN i.expires_at <= $2 THEN 'expired'
                     ELSE 'open' END AS status
            """;

    /// A new invitation.
    record Draft(String workspace, String id, Email email, Role role, String by, Instant now) {}

    /// What somebody with the link may know.
    record Opened(
            Invitation invitation,
            String workspace,
            String workspaceName,
            String inviterName,
            String inviterEmail) {}

    /// An invitation that was accepted just now.
    record Accepted(String workspace, String id, String email, Role role, String by) {}

    /// How many can be accepted at this moment.
    Uni<Integer> countOpen(SqlConnection transaction, String workspace, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        SELECT count(*)::int FROM auth.invitation
                        WHERE workspace_id = $1 AND expires_at > $2
                            AND accepted_at IS NULL AND withdrawn_at IS NULL
                        """)
                .execute(Tuple.of(workspace, Columns.time(now)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /// Withdraws whatever is open for that address: an address has one invitation at most.
    Uni<Void> withdrawOlder(SqlConnection transaction, Draft draft) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.invitation SET withdrawn_at = $3
                        WHERE workspace_id = $1 AND email = $2
                            AND accepted_at IS NULL AND withdrawn_at IS NULL
                        """)
                .execute(
                        Tuple.of(
                                draft.workspace(), draft.email().text(), Columns.time(draft.now())))
                .replaceWithVoid();
    }

    Uni<Void> insert(SqlConnection transaction, Draft draft, Buffer hash, Instant expires) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.invitation (workspace_id, invitation_id, email, role, hash,
                            invited_by, created_at, expires_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(draft.workspace())
                                .addString(draft.id())
                                .addString(draft.email().text())
                                .addString(draft.role().wire())
                                .addValue(hash)
                                .addString(draft.by())
                                .addOffsetDateTime(Columns.time(draft.now()))
                                .addOffsetDateTime(Columns.time(expires)))
                .replaceWithVoid();
    }

    Uni<List<Invitation>> list(SqlClient client, String workspace, Slice slice, Instant now) {
        return client.preparedQuery(
                        COLUMNS
                                + """
                                FROM auth.invitation i
                                WHERE i.workspace_id = $1 AND ($3::timestamptz IS NULL
                                    OR (i.created_at, i.invitation_id) < ($3, $4))
                                ORDER BY i.created_at DESC, i.invitation_id DESC LIMIT $5
                                """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.time(now),
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, InvitationStore::invitation));
    }

    Uni<Optional<Invitation>> find(SqlClient client, String workspace, String id, Instant now) {
        return client.preparedQuery(
                        COLUMNS
                                + """
                                FROM auth.invitation i
                                WHERE i.workspace_id = $1 AND i.invitation_id = $3
                                """)
                .execute(Tuple.of(workspace, Columns.time(now), id))
                .map(rows -> Columns.first(rows, InvitationStore::invitation));
    }

    /// The invitation of a link, whatever became of it.
    Uni<Optional<Opened>> open(SqlClient client, Buffer hash, Instant now) {
        return client.preparedQuery(
                        COLUMNS
                                + """
                                , i.workspace_id, w.name AS workspace_name, p.name AS inviter_name,
                                p.email AS inviter_email
                                FROM auth.invitation i
                                    JOIN auth.workspace w USING (workspace_id)
                                    JOIN auth.person p ON p.person_id = i.invited_by
                                WHERE i.hash = $1 AND w.revoked_at IS NULL
                                """)
                .execute(Tuple.of(hash, Columns.time(now)))
                .map(rows -> Columns.first(rows, InvitationStore::opened));
    }

    /// Gives an open or expired invitation another link and another week; the old link is void.
    Uni<Boolean> renew(SqlConnection transaction, Draft draft, Buffer hash, Instant expires) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.invitation
                        SET hash = $3, expires_at = $4, invited_by = $5, role = $6
                        WHERE workspace_id = $1 AND invitation_id = $2
                            AND accepted_at IS NULL AND withdrawn_at IS NULL
                        """)
                .execute(
                        Tuple.of(
                                draft.workspace(),
                                draft.id(),
                                hash,
                                Columns.time(expires),
                                draft.by(),
                                draft.role().wire()))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Boolean> withdraw(SqlConnection transaction, String workspace, String id, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.invitation SET withdrawn_at = $3
                        WHERE workspace_id = $1 AND invitation_id = $2
                            AND accepted_at IS NULL AND withdrawn_at IS NULL
                        """)
                .execute(Tuple.of(workspace, id, Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Accepts the invitation of that link, or finds that it is no longer to be had: of several at
    /// the same moment one wins.
    Uni<Optional<Accepted>> accept(SqlConnection transaction, Buffer hash, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.invitation SET accepted_at = $2
                        WHERE hash = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL
                            AND expires_at > $2
                        RETURNING workspace_id, invitation_id, email, role, invited_by
                        """)
                .execute(Tuple.of(hash, Columns.time(now)))
                .map(rows -> Columns.first(rows, InvitationStore::accepted));
    }

    private static Accepted accepted(Row row) {
        return new Accepted(
                row.getString("workspace_id"),
                row.getString("invitation_id"),
                row.getString("email"),
                Role.of(row.getString("role")).orElseThrow(),
                row.getString("invited_by"));
    }

    private static Opened opened(Row row) {
        return new Opened(
                invitation(row),
                row.getString("workspace_id"),
                row.getString("workspace_name"),
                row.getString("inviter_name"),
                row.getString("inviter_email"));
    }

    private static Invitation invitation(Row row) {
        return new Invitation(
                row.getString("invitation_id"),
                row.getString("email"),
                row.getString("role"),
                row.getString("status"),
                row.getString("invited_by"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"),
                Optional.empty());
    }
}
