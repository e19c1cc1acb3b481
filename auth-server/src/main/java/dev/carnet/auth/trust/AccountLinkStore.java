package dev.carnet.auth.trust;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The table `auth.account_link`. A subject is linked once; only removing the link frees it, so
/// that an address that changes hands at the issuer does not move an account.
@Singleton
final class AccountLinkStore {

    /// Links, unless the subject is linked already.
    Uni<Boolean> insert(SqlConnection transaction, String workspace, AccountLink link) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.account_link
                            (workspace_id, link_id, issuer_id, subject, person_id, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                link.id(),
                                link.issuerId(),
                                link.subject(),
                                link.personId(),
                                Columns.time(link.createdAt())))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Removes a link, and answers what it was.
    Uni<Optional<AccountLink>> delete(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM auth.account_link WHERE workspace_id = $1 AND link_id = $2
                        RETURNING *
                        """)
                .execute(Tuple.of(workspace, id))
                .map(rows -> Columns.first(rows, AccountLinkStore::link));
    }

    Uni<List<AccountLink>> list(SqlClient client, String workspace, Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM auth.account_link WHERE workspace_id = $1
                            AND ($2::timestamptz IS NULL OR (created_at, link_id) < ($2, $3))
                        ORDER BY created_at DESC, link_id DESC LIMIT $4
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                Columns.after(slice),
                                Columns.afterId(slice),
                                slice.rows()))
                .map(rows -> Columns.list(rows, AccountLinkStore::link));
    }

    /// The person the issuer means by that subject.
    Uni<Optional<String>> person(SqlClient client, TrustedIssuer issuer, String subject) {
        return client.preparedQuery(
                        """
                        SELECT person_id FROM auth.account_link
                        WHERE workspace_id = $1 AND issuer_id = $2 AND subject = $3
                        """)
                .execute(Tuple.of(issuer.workspace(), issuer.id(), subject))
                .map(rows -> Columns.first(rows, row -> row.getString(0)));
    }

    /// The member with that address.
    Uni<Optional<String>> member(SqlClient client, String workspace, String email) {
        return client.preparedQuery(
                        """
                        SELECT person_id FROM auth.person JOIN auth.member USING (person_id)
                        WHERE workspace_id = $1 AND email = $2
                        """)
                .execute(Tuple.of(workspace, email))
                .map(rows -> Columns.first(rows, row -> row.getString(0)));
    }

    private static AccountLink link(Row row) {
        return new AccountLink(
                row.getString("link_id"),
                row.getString("issuer_id"),
                row.getString("subject"),
                row.getString("person_id"),
                Columns.instant(row, "created_at"));
    }
}
