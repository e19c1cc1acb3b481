package dev.carnet.auth.factor;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/// What people have enrolled, over all tables of it.
@Singleton
public final class EnrolledStore {

    /// What the person has at this moment.
    public Uni<Enrolled> of(SqlClient client, String person) {
        return client.preparedQuery(
                        """
                        SELECT
                            EXISTS (SELECT FROM auth.totp WHERE person_id = $1) AS app,
                            (SELECT count(*)::int FROM auth.passkey WHERE person_id = $1) AS passkeys,
                            (SELECT count(*)::int FROM auth.recovery_code WHERE person_id = $1) AS codes
                        """)
                .execute(Tuple.of(person))
                .map(rows -> enrolled(rows.iterator().next()));
    }

    /// What the person has, and goes on having until the transaction ends: whoever opens a session
    /// and whoever enrols wait for each other.
    public Uni<Enrolled> ofUnchanged(SqlConnection transaction, String person) {
        return transaction
                .preparedQuery("SELECT FROM auth.person WHERE person_id = $1 FOR KEY SHARE")
                .execute(Tuple.of(person))
                .chain(() -> of(transaction, person));
    }

    /// Locks what the person has against everybody else, for a change.
    public Uni<Enrolled> ofLocked(SqlConnection transaction, String person) {
        return transaction
                .preparedQuery("SELECT FROM auth.person WHERE person_id = $1 FOR UPDATE")
                .execute(Tuple.of(person))
                .chain(() -> of(transaction, person));
    }

    /// Takes recovery codes away from somebody whose password is enough again.
    public Uni<Void> tidy(SqlConnection transaction, String person) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM auth.recovery_code WHERE person_id = $1
                            AND NOT EXISTS (SELECT FROM auth.totp WHERE person_id = $1)
                            AND NOT EXISTS (SELECT FROM auth.passkey WHERE person_id = $1)
                        """)
                .execute(Tuple.of(person))
                .replaceWithVoid();
    }

    /// Takes everything away, and answers what it was.
    public Uni<Enrolled> removeAll(SqlConnection transaction, String person) {
        return ofLocked(transaction, person)
                .call(() ->
                        transaction
                                .preparedQuery(
                                        """
                                        WITH app AS (DELETE FROM auth.totp WHERE person_id = $1),
                                            code AS (DELETE FROM auth.recovery_code WHERE person_id = $1)
                                        DELETE FROM auth.passkey WHERE person_id = $1
                                        """)
                                .execute(Tuple.of(person)));
    }

    private static Enrolled enrolled(Row row) {
        return new Enrolled(
                row.getBoolean("app"), row.getInteger("passkeys"), row.getInteger("codes"));
    }
}
