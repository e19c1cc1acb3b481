package dev.carnet.mcp.notice;

import dev.carnet.mcp.limit.NoticeLimits;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/// How a mail address agrees: the table `gateway.code_letter`, and the columns of a destination
/// about its code. The code itself is made and mailed by auth-server and stands nowhere.
@ApplicationScoped
public class CodeStore {

    private final Pool pool;

    CodeStore(Pool pool) {
        this.pool = pool;
    }

    /// Whether auth-server has a mail server to send by.
    Uni<Boolean> isOpen() {
        return pool.query("SELECT FROM gateway.mail_state WHERE open")
                .execute()
                .map(CodeStore::one);
    }

    /// Whether that is the address this person signs in with.
    Uni<Boolean> isOwn(SqlConnection transaction, String person, Address address) {
        return transaction
                .preparedQuery("SELECT auth.has_address($1, $2)")
                .execute(Tuple.of(person, address.text()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /// Has a code mailed, unless the workspace had as many mailed as it may within an hour.
    Uni<Boolean> ask(
            SqlConnection transaction,
            String workspace,
            String letter,
            String destination,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.code_letter
                            (workspace_id, letter_id, destination_id, asked_at)
                        SELECT $1, $2, $3, $4::timestamptz
                        WHERE (SELECT count(*) FROM gateway.code_letter
                            WHERE workspace_id = $1
                                AND asked_at > $4::timestamptz - interval '1 hour') < $5::int
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                letter,
                                destination,
                                Columns.time(now),
                                NoticeLimits.CODES_AN_HOUR))
                .map(CodeStore::one);
    }

    /// Whether that is the code. Every question counts, and after some none is answered any more.
    Uni<Boolean> fits(String workspace, String destination, Buffer hash, Instant now) {
        return pool.preparedQuery(
                        """
                        UPDATE gateway.destination SET code_tries = code_tries + 1
                        WHERE workspace_id = $1 AND destination_id = $2 AND kind = 'mail'
                            AND code_until > $4 AND code_tries < $5
                        RETURNING code_hash = $3 AS fits
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                destination,
                                hash,
                                Columns.time(now),
                                NoticeLimits.CODE_TRIES))
                .map(rows -> Columns.first(rows, row -> row.getBoolean("fits")).orElse(false));
    }

    /// Takes the code, which is then used up: the destination agreed.
    Uni<Boolean> take(
            SqlConnection transaction,
            String workspace,
            String destination,
            Buffer hash,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.destination SET verified_at = $4, version = version + 1,
                            code_hash = NULL, code_until = NULL
                        WHERE workspace_id = $1 AND destination_id = $2 AND code_hash = $3
                        """)
                .execute(Tuple.of(workspace, destination, hash, Columns.time(now)))
                .map(CodeStore::one);
    }

    /// Forgets which codes were mailed long ago.
    Uni<Void> forget(Instant before) {
        return pool.preparedQuery("DELETE FROM gateway.code_letter WHERE asked_at < $1")
                .execute(Tuple.of(Columns.time(before)))
                .replaceWithVoid();
    }

    private static boolean one(RowSet<Row> rows) {
        return rows.rowCount() == 1;
    }
}
