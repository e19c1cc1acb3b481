package dev.carnet.auth.approval;

import dev.carnet.auth.approval.Approvals.Word;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.gate.DecisionStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/// The table `gateway.gate_edit`, as the page uses it: arguments go in, and come out with
/// mcp-server's verdict.
@Singleton
final class EditStore {

    /// What mcp-server said; `word` is empty as long as it said nothing.
    record Said(Optional<String> word, Optional<Buffer> problems) {}

    /// Puts arguments in, if this person may decide about that gate as they saw it.
    Uni<Boolean> put(
            SqlConnection transaction,
            Word word,
            String edit,
            Buffer arguments,
            int most,
            Instant now) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.gate_edit
                            (workspace_id, edit_id, gate_id, edited_sealed, created_at)
                        SELECT g.workspace_id, $5, g.gate_id, $6::bytea, $7::timestamptz
                        FROM gateway.gate g
                        WHERE g.workspace_id = $1 AND g.gate_id = $2 AND g.version = $3
                            AND g.state = 'waiting' AND g.expires_at > $7
                            AND (SELECT count(*) FROM gateway.gate_edit e
                                WHERE e.workspace_id = $1 AND e.gate_id = $2) < $8::int
                            AND \
                        """
                                + DecisionStore.may("$4"))
                .execute(
                        Tuple.tuple()
                                .addString(word.workspace())
                                .addString(word.gate())
                                .addInteger(word.version())
                                .addString(word.person())
                                .addString(edit)
                                .addValue(arguments)
                                .addOffsetDateTime(Columns.time(now))
                                .addInteger(most))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Looks whether there is nothing to wait for any more.
    Uni<Boolean> isJudged(SqlClient client, String workspace, String edit) {
        return client.preparedQuery(
                        """
                        SELECT FROM gateway.gate_edit
                        WHERE workspace_id = $1 AND edit_id = $2 AND verdict IS NULL
                        """)
                .execute(Tuple.of(workspace, edit))
                .map(rows -> rows.size() == 0);
    }

    /// Takes the arguments out again, with what was said.
    Uni<Optional<Said>> take(SqlConnection transaction, String workspace, String edit) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM gateway.gate_edit WHERE workspace_id = $1 AND edit_id = $2
                        RETURNING verdict, problems_sealed
                        """)
                .execute(Tuple.of(workspace, edit))
                .map(rows -> Columns.first(rows, EditStore::said));
    }

    private static Said said(Row row) {
        return new Said(
                Optional.ofNullable(row.getString("verdict")),
                Optional.ofNullable(row.getBuffer("problems_sealed"))
                        .map(sealed -> Buffer.buffer(sealed.getBytes())));
    }
}
