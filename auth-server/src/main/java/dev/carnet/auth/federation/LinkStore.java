package dev.carnet.auth.federation;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table `auth.linked_identity`: whose account at a provider is whose here. The provider is the
/// row of one issuer, so a subject of another issuer is another row.
@Singleton
public final class LinkStore {

    /// An account as its person sees it.
    public record Linked(String provider, String name, Instant createdAt) {}

    /// Links an account; false if it is somebody's already, or the person has one there.
    Uni<Boolean> insert(
            SqlConnection transaction,
            Provider provider,
            String subject,
            String person,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.linked_identity
                            (workspace_id, provider_id, subject, person_id, created_at)
                        SELECT $1, $2, $3, person_id, $5 FROM auth.member
                        WHERE workspace_id = $1 AND person_id = $4
                        ON CONFLICT DO NOTHING
                        """)
                .execute(
                        Tuple.of(
                                provider.workspace(),
                                provider.id(),
                                subject,
                                person,
                                Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Whose account that is: of an enabled person who is a member of the provider's workspace and
    /// of no other, which its word does not reach.
    Uni<Optional<String>> person(SqlClient client, Provider provider, String subject) {
        return client.preparedQuery(
                        """
                        SELECT p.person_id FROM auth.linked_identity l JOIN auth.person p USING (person_id)
                        WHERE l.provider_id = $1 AND l.subject = $2 AND p.disabled_at IS NULL
                            AND ARRAY[l.workspace_id] = ARRAY(
                                SELECT workspace_id FROM auth.member m WHERE m.person_id = p.person_id)
                        """)
                .execute(Tuple.of(provider.id(), subject))
                .map(rows -> Columns.first(rows, row -> row.getString(0)));
    }

    /// The accounts of a person.
    public Uni<List<Linked>> of(SqlClient client, String person) {
        return client.preparedQuery(
                        """
                        SELECT l.provider_id, i.name, l.created_at
                        FROM auth.linked_identity l JOIN auth.identity_provider i USING (provider_id)
                        WHERE l.person_id = $1 ORDER BY l.created_at LIMIT 50
                        """)
                .execute(Tuple.of(person))
                .map(rows ->
                        Columns.list(
                                rows,
                                row ->
                                        new Linked(
                                                row.getString("provider_id"),
                                                row.getString("name"),
                                                Columns.instant(row, "created_at"))));
    }

    /// Ends a link with the sessions and half-open sign-ins that began by it, and says in which
    /// workspace it was.
    Uni<Optional<String>> remove(SqlConnection transaction, String person, String provider) {
        return transaction
                .preparedQuery(
                        """
                        WITH ended AS (
                            DELETE FROM auth.sign_in_session WHERE person_id = $1 AND provider_id = $2),
                        half AS (
                            DELETE FROM auth.half_sign_in WHERE person_id = $1 AND provider_id = $2)
                        DELETE FROM auth.linked_identity WHERE person_id = $1 AND provider_id = $2
                        RETURNING workspace_id
                        """)
                .execute(Tuple.of(person, provider))
                .map(rows -> Columns.first(rows, row -> row.getString(0)));
    }
}
