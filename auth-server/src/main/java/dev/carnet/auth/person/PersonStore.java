package dev.carnet.auth.person;

import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/// The table `auth.person`. A disabled person is not found, so that they pass nowhere.
@ApplicationScoped
public class PersonStore {

    private final Mutiny.SessionFactory sessions;

    PersonStore(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /// The person with that address.
    public Uni<Optional<Person>> find(Email email) {
        return sessions.withStatelessSession(session ->
                session.createSelectionQuery(
                                "from PersonRow where email = ?1 and disabledAt is null",
                                PersonRow.class)
                        .setParameter(1, email.text())
                        .getSingleResultOrNull()
                        .map(row -> Optional.ofNullable(row).map(PersonRow::person)));
    }

    /// The person of that id.
    public Uni<Optional<Person>> find(String id) {
        return sessions.withStatelessSession(session ->
                session.get(PersonRow.class, id)
                        .map(row ->
                                Optional.ofNullable(row)
                                        .filter(PersonRow::isEnabled)
                                        .map(PersonRow::person)));
    }

    /// Adds a person in that transaction, and answers the id; none if the address is taken.
    public Uni<Optional<String>> insert(
            SqlConnection transaction, Email email, String name, String passwordHash) {
        String id = Ids.fresh("prs");
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.person (person_id, email, name, password_hash)
                        VALUES ($1, $2, $3, $4) ON CONFLICT (email) DO NOTHING
                        """)
                .execute(Tuple.of(id, email.text(), name, passwordHash))
                .map(rows -> rows.rowCount() == 1 ? Optional.of(id) : Optional.empty());
    }

    /// Disables a person who is a member of that workspace and no other; no, if they are.
    public Uni<Boolean> disable(SqlConnection transaction, String person, String only) {
        return set(transaction, "coalesce(disabled_at, clock_timestamp())", person, only);
    }

    /// Lets a disabled person in again, under the same condition.
    public Uni<Boolean> enable(SqlConnection transaction, String person, String only) {
        return set(transaction, "NULL", person, only);
    }

    private static Uni<Boolean> set(
            SqlConnection transaction, String disabledAt, String person, String only) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.person SET disabled_at = %s
                        WHERE person_id = $1 AND NOT EXISTS (
                            SELECT FROM auth.member WHERE person_id = $1 AND workspace_id <> $2)
                        """
                                .formatted(disabledAt))
                .execute(Tuple.of(person, only))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Whether there is nobody yet. The lock makes it stay true until the transaction ends: of
    /// several that found a first owner, one wins.
    public Uni<Boolean> isEmptyAndLocked(SqlConnection transaction) {
        return transaction
                .query("LOCK TABLE auth.person IN SHARE ROW EXCLUSIVE MODE")
                .execute()
                .chain(() -> isEmpty(transaction));
    }

    /// Whether there is nobody yet, at this moment.
    public Uni<Boolean> isEmpty(SqlClient client) {
        return client.query("SELECT NOT EXISTS (SELECT FROM auth.person)")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
