package dev.carnet.shared.desk;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/// Remembers the answers of creating requests for a day. Only the transaction that holds the lock
/// of an Idempotency-Key works on it, and the answer is written by the transaction that did the
/// work: there is no state in between that a crash could leave behind.
final class IdempotencyStore {

    private final String table;

    /// @param table where the rows are: `auth.idempotency` or `gateway.idempotency`
    IdempotencyStore(String table) {
        this.table = table;
    }

    static final Duration KEPT = Duration.ofHours(24);

    /// What is known of an Idempotency-Key.
    sealed interface Claim {

        /// Nobody used it: the work may begin, under the lock.
        record Fresh() implements Claim {}

        /// The work was done; this is its sealed answer.
        record Done(Buffer sealed) implements Claim {}

        /// The key was used for another request.
        record Mismatch() implements Claim {}

        /// Another transaction holds the lock, or the entry of the audit log is not written yet.
        record InFlight() implements Claim {}
    }

    /// A key in the namespace of its caller, and the digest of the request it came with.
    record Request(String workspace, String actor, Buffer keyHash, Buffer requestHash) {}

    Uni<Claim> claim(SqlConnection transaction, Request request, Instant now) {
        return lock(transaction, request)
                .chain(locked ->
                        locked
                                ? look(transaction, request, now)
                                : Uni.createFrom().item(new Claim.InFlight()));
    }

    Uni<Void> keep(
            SqlConnection transaction, Request request, String eid, Buffer sealed, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO %s
                            (workspace_id, actor, key_hash, request_hash, eid, answer_sealed, created_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7)
                        ON CONFLICT (workspace_id, actor, key_hash) DO UPDATE
                        SET request_hash = excluded.request_hash, eid = excluded.eid,
                            answer_sealed = excluded.answer_sealed, created_at = excluded.created_at
                        """
                                .formatted(table))
                .execute(
                        key(request)
                                .addValue(request.requestHash())
                                .addString(eid)
                                .addValue(sealed)
                                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
                .chain(() -> forget(transaction, now));
    }

    /// Only one transaction at a time works on a key; the lock ends with it.
    private Uni<Boolean> lock(SqlConnection transaction, Request request) {
        return transaction
                .preparedQuery(
                        """
                        SELECT pg_try_advisory_xact_lock(
                            hashtextextended($1 || ' ' || $2 || ' ' || encode($3, 'hex'), 0))
                        """)
                .execute(key(request))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Uni<Claim> look(SqlConnection transaction, Request request, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        SELECT i.request_hash, i.answer_sealed,
                            EXISTS (SELECT FROM audit.outbox o WHERE o.eid = i.eid) AS unrecorded
                        FROM %s i
                        WHERE workspace_id = $1 AND actor = $2 AND key_hash = $3 AND created_at > $4
                        """
                                .formatted(table))
                .execute(key(request).addOffsetDateTime(now.minus(KEPT).atOffset(ZoneOffset.UTC)))
                .map(rows -> judge(rows, request));
    }

    private static Claim judge(RowSet<Row> rows, Request request) {
        if (rows.size() == 0) {
            return new Claim.Fresh();
        }
        Row row = rows.iterator().next();
        if (!request.requestHash().equals(bytes(row, "request_hash"))) {
            return new Claim.Mismatch();
        }
        return row.getBoolean("unrecorded")
                ? new Claim.InFlight()
                : new Claim.Done(bytes(row, "answer_sealed"));
    }

    /// Drops what is too old, a little at a time and never waiting for another transaction.
    private Uni<Void> forget(SqlConnection transaction, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM %1$s WHERE ctid IN (
                            SELECT ctid FROM %1$s WHERE created_at < $1
                            ORDER BY created_at LIMIT 20 FOR UPDATE SKIP LOCKED)
                        """
                                .formatted(table))
                .execute(Tuple.of(now.minus(KEPT).atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    private static Tuple key(Request request) {
        return Tuple.of(request.workspace(), request.actor(), request.keyHash());
    }

    private static Buffer bytes(Row row, String column) {
        return Buffer.buffer(row.getBuffer(column).getBytes());
    }
}
