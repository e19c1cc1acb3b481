package dev.carnet.auth.passkey;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.workspace.Ids;
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

/// The table `auth.passkey`. What is changed is always named together with its person.
@Singleton
public final class PasskeyStore {

    /// Adds one; false if the credential is known already, whosever it is, or the person has as
    /// many as they may. To be called with the person's row locked.
    public Uni<Boolean> add(
            SqlConnection transaction, Credential credential, String name, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.passkey (credential_id, passkey_id, person_id, name, attested,
                            sign_count, backup_eligible, created_at)
                        SELECT $1, $2, $3, $4, $5, $6, $7, $8
                        WHERE (SELECT count(*) FROM auth.passkey WHERE person_id = $3) < $9
                        ON CONFLICT DO NOTHING
                        """)
                .execute(
                        Tuple.tuple()
                                .addValue(credential.id())
                                .addString(Ids.fresh("pk"))
                                .addString(credential.person())
                                .addString(name)
                                .addValue(credential.attested())
                                .addLong(credential.signCount())
                                .addBoolean(credential.backupEligible())
                                .addOffsetDateTime(Columns.time(now))
                                .addInteger(Limits.PASSKEYS))
                .map(rows -> rows.rowCount() == 1);
    }

    /// All of a person, the oldest first.
    public Uni<List<Passkey>> of(SqlClient client, String person) {
        return client.preparedQuery(
                        """
                        SELECT passkey_id, name, credential_id, created_at, used_at
                        FROM auth.passkey WHERE person_id = $1 ORDER BY created_at, passkey_id
                        """)
                .execute(Tuple.of(person))
                .map(rows -> Columns.list(rows, PasskeyStore::passkey));
    }

    /// The credential of that id, if its person may sign in.
    Uni<Optional<Credential>> find(SqlClient client, byte[] id) {
        return client.preparedQuery(
                        """
                        SELECT k.credential_id, k.person_id, p.email, k.attested, k.sign_count,
                            k.backup_eligible
                        FROM auth.passkey k JOIN auth.person p USING (person_id)
                        WHERE k.credential_id = $1 AND p.disabled_at IS NULL
                        """)
                .execute(Tuple.of(Buffer.buffer(id)))
                .map(rows -> Columns.first(rows, PasskeyStore::credential));
    }

    /// Keeps the count of a signature: one that does not grow is of a copy (WebAuthn §6.1.1).
    Uni<Boolean> use(SqlConnection transaction, Credential credential, long count, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.passkey SET sign_count = $2, used_at = $3
                        WHERE credential_id = $1
                            AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))
                        """)
                .execute(Tuple.of(credential.id(), count, Columns.time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Gives a person's passkey another name.
    public Uni<Boolean> rename(SqlConnection transaction, String person, String id, String name) {
        return transaction
                .preparedQuery(
                        "UPDATE auth.passkey SET name = $3 WHERE person_id = $1 AND passkey_id = $2")
                .execute(Tuple.of(person, id, name))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Removes a person's passkey.
    public Uni<Boolean> remove(SqlConnection transaction, String person, String id) {
        return transaction
                .preparedQuery("DELETE FROM auth.passkey WHERE person_id = $1 AND passkey_id = $2")
                .execute(Tuple.of(person, id))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Passkey passkey(Row row) {
        return new Passkey(
                row.getString("passkey_id"),
                row.getString("name"),
                row.getBuffer("credential_id").getDelegate(),
                Columns.instant(row, "created_at"),
                Columns.optionalInstant(row, "used_at"));
    }

    private static Credential credential(Row row) {
        return new Credential(
                row.getBuffer("credential_id").getDelegate(),
                row.getString("person_id"),
                row.getString("email"),
                row.getBuffer("attested").getDelegate(),
                row.getLong("sign_count"),
                row.getBoolean("backup_eligible"));
    }
}
