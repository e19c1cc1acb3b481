package dev.carnet.auth.client;

import dev.carnet.auth.protocol.Limits;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `auth.client` as far as strangers manage their own rows in it, and as far as rows that
/// nobody uses leave it. A row with a live grant or a waiting code never leaves: what it let in
/// could not be refreshed any more.
@Singleton
public final class RegistrationStore {

    /// Both kinds of locks are never waited for: another replica does the work, or the row is used.
    private static final String ALONE =
            "SELECT pg_try_advisory_xact_lock(hashtextextended('unused clients', 0)) AS alone";

    private static final String UNUSED =
            """
            SELECT count(*)::int AS unused FROM (
                SELECT FROM auth.client
                WHERE used_at IS NULL AND workspace_id IS NULL AND revoked_at IS NULL
                    AND ($1::bytea IS NULL OR registered_from = $1)
                LIMIT $2) AS counted
            """;

    private static final String HOLDS_NOTHING =
            """
            AND NOT EXISTS (
                SELECT FROM auth.grant_ g
                WHERE g.client_id = c.client_id AND g.revoked_at IS NULL
                    AND (coalesce(g.used_at, g.created_at) > $1::timestamptz - interval '1 day'
                        OR EXISTS (
                            SELECT FROM auth.refresh r
                            WHERE r.workspace_id = g.workspace_id AND r.grant_id = g.grant_id
                                AND r.rotated_at IS NULL AND r.expires_at > $1::timestamptz)))
            AND NOT EXISTS (
                SELECT FROM auth.code w
                WHERE w.client_id = c.client_id AND w.spent_at IS NULL AND w.expires_at > $1::timestamptz)
            """;

    private static final String SWEEP =
            """
            DELETE FROM auth.client WHERE client_id IN (
                SELECT client_id FROM auth.client c
                WHERE workspace_id IS NULL AND CASE
                    WHEN revoked_at IS NOT NULL THEN revoked_at < $2
                    WHEN used_at IS NULL THEN created_at < $2
                    ELSE used_at < $3 END
            """
                    + HOLDS_NOTHING
                    + "LIMIT $4 FOR UPDATE SKIP LOCKED)";

    private static final String MAKE_ROOM =
            """
            DELETE FROM auth.client WHERE client_id IN (
                SELECT client_id FROM auth.client c
                WHERE workspace_id IS NULL AND used_at IS NULL
            """
                    + HOLDS_NOTHING
                    + "ORDER BY created_at LIMIT 2 FOR UPDATE SKIP LOCKED)";

    /// A stranger's row, as far as managing it needs.
    record Registrant(Buffer mac, Instant createdAt) {}

    /// Keeps the token's MAC and where the registration came from, beside a row that was inserted.
    Uni<Void> enrol(SqlConnection transaction, String clientId, byte[] mac, byte[] origin) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.client SET registration_mac = $2, registered_from = $3
                        WHERE client_id = $1
                        """)
                .execute(Tuple.of(clientId, Buffer.buffer(mac), Buffer.buffer(origin)))
                .replaceWithVoid();
    }

    /// The stranger of that id that can manage itself and was not revoked.
    Uni<Optional<Registrant>> find(SqlClient client, String clientId) {
        return client.preparedQuery(
                        """
                        SELECT registration_mac, created_at FROM auth.client
                        WHERE client_id = $1 AND workspace_id IS NULL AND revoked_at IS NULL
                            AND registration_mac IS NOT NULL
                        """)
                .execute(Tuple.of(clientId))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(RegistrationStore::registrant));
    }

    /// Ends the stranger, or finds that somebody did before. Its row goes later, by the sweep.
    Uni<Boolean> end(SqlConnection transaction, String clientId, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.client SET revoked_at = $2
                        WHERE client_id = $1 AND workspace_id IS NULL AND revoked_at IS NULL
                        """)
                .execute(Tuple.of(clientId, time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Notes that a person let the client in; finds that it is gone. Until the transaction ends the
    /// client can neither be ended nor swept.
    public Uni<Boolean> use(SqlConnection transaction, String clientId, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.client SET used_at = $2
                        WHERE client_id = $1 AND revoked_at IS NULL
                        """)
                .execute(Tuple.of(clientId, time(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// How many registrations of that origin were never used; it stops counting at that number.
    Uni<Integer> unusedFrom(SqlClient client, byte[] origin, int atMost) {
        return client.preparedQuery(UNUSED)
                .execute(Tuple.of(Buffer.buffer(origin), atMost))
                .map(RegistrationStore::unused);
    }

    /// How many registrations were never used; it stops counting at that number.
    Uni<Integer> unused(SqlClient client, int atMost) {
        return client.preparedQuery(UNUSED)
                .execute(Tuple.tuple().addValue(null).addInteger(atMost))
                .map(RegistrationStore::unused);
    }

    /// Lets the oldest go that were never used.
    Uni<Void> makeRoom(SqlConnection transaction, Instant now) {
        return transaction.preparedQuery(MAKE_ROOM).execute(Tuple.of(time(now))).replaceWithVoid();
    }

    /// Whether this transaction alone, of all replicas, may sweep.
    Uni<Boolean> alone(SqlConnection transaction) {
        return transaction
                .query(ALONE)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("alone"));
    }

    /// Removes a batch of what was not used for too long, and says how many.
    Uni<Integer> sweep(SqlConnection transaction, Instant now) {
        return transaction
                .preparedQuery(SWEEP)
                .execute(
                        Tuple.of(
                                time(now),
                                time(now.minus(Limits.UNUSED_REGISTRATION_LIFE)),
                                time(now.minus(Limits.IDLE_REGISTRATION_LIFE)),
                                Limits.SWEPT_REGISTRATIONS))
                .map(rows -> rows.rowCount());
    }

    private static int unused(RowSet<Row> rows) {
        return rows.iterator().next().getInteger("unused");
    }

    private static Registrant registrant(Row row) {
        return new Registrant(
                Buffer.buffer(row.getBuffer("registration_mac").getBytes()),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
