package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.carnet.mcp.message.Json;
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
import java.util.Set;

/// The table `gateway.definition`, as its operators read and decide about it. What is seen at the
/// upstreams is written by {@link SightingStore}. Who set `approved` past the API would have a
/// model read words that no operator has seen.
@Singleton
public final class PinStore {

    /// One of them.
    public Uni<Optional<Pin>> find(SqlClient client, String workspace, String server, String id) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.definition
                        WHERE workspace_id = $1 AND server_id = $2 AND definition_id = $3
                        """)
                .execute(Tuple.of(workspace, server, id))
                .map(rows -> Columns.first(rows, PinStore::pin));
    }

    /// A page of those of an upstream; of one state and one kind, where these are given.
    Uni<List<Pin>> list(
            SqlClient client,
            String workspace,
            String server,
            Optional<String> state,
            Optional<String> kind,
            Slice slice) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.definition
                        WHERE workspace_id = $1 AND server_id = $2
                            AND ($3::text IS NULL OR state = $3) AND ($4::text IS NULL OR kind = $4)
                            AND ($5::timestamptz IS NULL OR (created_at, definition_id) < ($5, $6))
                        ORDER BY created_at DESC, definition_id DESC LIMIT $7
                        """)
                .execute(
                        Tuple.of(workspace, server)
                                .addString(state.orElse(null))
                                .addString(kind.orElse(null))
                                .addOffsetDateTime(Columns.after(slice))
                                .addString(Columns.afterId(slice))
                                .addInteger(slice.rows()))
                .map(rows -> Columns.list(rows, PinStore::pin));
    }

    /// All of an upstream's, locked for whoever decides about them.
    Uni<List<Pin>> lock(SqlConnection transaction, String workspace, String server) {
        return transaction
                .preparedQuery(
                        """
                        SELECT * FROM gateway.definition WHERE workspace_id = $1 AND server_id = $2
                        ORDER BY definition_id FOR UPDATE
                        """)
                .execute(Tuple.of(workspace, server))
                .map(rows -> Columns.list(rows, PinStore::pin));
    }

    /// Decisions about the names of a workspace wait for each other.
    public Uni<Void> lockNames(SqlConnection transaction, String workspace) {
        return transaction
                .preparedQuery("SELECT pg_advisory_xact_lock(hashtextextended('names ' || $1, 0))")
                .execute(Tuple.of(workspace))
                .replaceWithVoid();
    }

    /// The names that things of that kind have at the whole gateway.
    Uni<Set<String>> aliases(SqlConnection transaction, String workspace, Kind kind) {
        return transaction
                .preparedQuery(
                        """
                        SELECT alias FROM gateway.definition
                        WHERE workspace_id = $1 AND kind = $2 AND alias IS NOT NULL
                        """)
                .execute(Tuple.of(workspace, kind.wire()))
                .map(rows -> Columns.list(rows, row -> row.getString("alias")))
                .map(Set::copyOf);
    }

    /// Approves what was seen, if that is still what is seen.
    Uni<Boolean> approve(SqlConnection transaction, String workspace, Approval approval) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.definition SET state = 'approved', class = $4,
                            alias = COALESCE(alias, $5), approved = seen, approved_hash = seen_hash,
                            approved_at = $6, approved_by = $7
                        WHERE workspace_id = $1 AND definition_id = $2 AND seen_hash = $3
                            AND state <> 'gone'
                        """)
                .execute(
                        Tuple.of(workspace, approval.pin().id(), approval.hash())
                                .addString(Suggestion.wire(approval.toolClass()))
                                .addString(approval.alias())
                                .addOffsetDateTime(Columns.time(approval.at()))
                                .addString(approval.by()))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Takes it out of what is offered until somebody approves it.
    Uni<Boolean> hide(SqlConnection transaction, String workspace, String server, String id) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE gateway.definition SET state = 'hidden'
                        WHERE workspace_id = $1 AND server_id = $2 AND definition_id = $3
                        """)
                .execute(Tuple.of(workspace, server, id))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Everything that is offered in a workspace, or in all.
    public Uni<List<Approved>> approved(SqlClient client, Optional<String> workspace) {
        return client.preparedQuery(
                        """
                        SELECT workspace_id, definition_id, server_id, kind, name, class, alias,
                            approved
                        FROM gateway.definition
                        WHERE state = 'approved' AND ($1::text IS NULL OR workspace_id = $1)
                        ORDER BY workspace_id, server_id, kind, alias
                        """)
                .execute(Tuple.of(workspace.orElse(null)))
                .map(rows -> Columns.list(rows, PinStore::approved));
    }

    private static Approved approved(Row row) {
        Kind kind = Kind.of(row.getString("kind")).orElseThrow();
        return new Approved(
                row.getString("workspace_id"),
                row.getString("definition_id"),
                row.getString("server_id"),
                Definition.of(kind, Json.parse(row.getString("approved"))),
                Suggestion.named(row.getString("class")).orElseThrow(),
                row.getString("alias"));
    }

    static Pin pin(Row row) {
        Kind kind = Kind.of(row.getString("kind")).orElseThrow();
        return new Pin(
                row.getString("definition_id"),
                row.getString("server_id"),
                kind,
                row.getString("name"),
                State.of(row.getString("state")),
                Optional.ofNullable(row.getString("class")).flatMap(Suggestion::named),
                Optional.ofNullable(row.getString("alias")),
                Optional.ofNullable(row.getString("approved"))
                        .map(text -> Definition.of(kind, Json.parse(text))),
                Columns.optionalInstant(row, "approved_at"),
                Definition.of(kind, Json.parse(row.getString("seen"))),
                Columns.instant(row, "seen_at"),
                flags(row.getString("flags")),
                Columns.instant(row, "created_at"));
    }

    private static ArrayNode flags(String text) {
        return (ArrayNode) Json.parse("{\"flags\":" + text + "}").path("flags");
    }
}
