package dev.carnet.mcp.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table `gateway.service_terms`. Its rows go with their servers. Who changed one past {@link
/// TermsEndpoint} would send what nobody allowed.
@Singleton
final class TermsStore {

    /// One row.
    ///
    /// @param fence the constraints, with those that the intents came to when they were given
    /// @param hostsByOwner whether an owner named its other hosts, which only then may be private
    record Kept(
            String workspace,
            String serverId,
            Terms terms,
            Fence fence,
            boolean hostsByOwner,
            int version,
            String by,
            Instant at) {

        /// Whether an owner stands behind these hosts, if that caller puts them now.
        static boolean hostsByOwner(ApiCall call, Optional<Kept> before, Terms after) {
            boolean same =
                    before.filter(kept -> kept.hostsByOwner() && kept.terms().leadsLike(after))
                            .isPresent();
            return same || call.caller().role() == Role.OWNER;
        }
    }

    /// The server of a row, which nobody changes until the transaction ends.
    ///
    /// @param owner the template that owns it
    record Place(String transport, Optional<String> owner, boolean privateAllowed) {}

    private static final String ALL =
            """
            SELECT workspace_id, server_id, terms, fence, hosts_by_owner, version, changed_by,
                changed_at
            FROM gateway.service_terms\
            """;

    private final ObjectMapper json;

    TermsStore(ObjectMapper json) {
        this.json = json;
    }

    Uni<List<Kept>> all(SqlClient client) {
        return client.query(ALL).execute().map(rows -> Columns.list(rows, this::read));
    }

    Uni<List<Kept>> of(SqlClient client, Set<String> workspaces) {
        return client.preparedQuery(ALL + " WHERE workspace_id = ANY($1)")
                .execute(Tuple.of(workspaces.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, this::read));
    }

    Uni<Optional<Kept>> find(SqlClient client, String workspace, String server) {
        return client.preparedQuery(ALL + " WHERE workspace_id = $1 AND server_id = $2")
                .execute(Tuple.of(workspace, server))
                .map(rows -> Columns.first(rows, this::read));
    }

    Uni<Optional<Place>> place(SqlConnection transaction, String workspace, String server) {
        return transaction
                .preparedQuery(
                        """
                        SELECT transport, managed_by, private_allowed FROM gateway.server
                        WHERE workspace_id = $1 AND server_id = $2 FOR UPDATE
                        """)
                .execute(Tuple.of(workspace, server))
                .map(rows ->
                        Columns.first(
                                rows,
                                row ->
                                        new Place(
                                                row.getString("transport"),
                                                Optional.ofNullable(row.getString("managed_by")),
                                                row.getBoolean("private_allowed"))));
    }

    /// Writes it; the version it was seen in decides ({@link #find} behind {@link #place}).
    Uni<Void> put(SqlConnection transaction, Kept kept) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.service_terms
                          (workspace_id, server_id, terms, fence, version, changed_by, changed_at,
                           hosts_by_owner)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                        ON CONFLICT (workspace_id, server_id) DO UPDATE
                        SET terms = $3, fence = $4, version = $5, changed_by = $6, changed_at = $7,
                            hosts_by_owner = $8
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(kept.workspace())
                                .addString(kept.serverId())
                                .addString(write(kept.terms()))
                                .addString(write(kept.fence()))
                                .addInteger(kept.version())
                                .addString(kept.by())
                                .addOffsetDateTime(Columns.time(kept.at()))
                                .addBoolean(kept.hostsByOwner()))
                .replaceWithVoid();
    }

    private Kept read(Row row) {
        return new Kept(
                row.getString("workspace_id"),
                row.getString("server_id"),
                parse(row.getString("terms"), Terms.class),
                parse(row.getString("fence"), Fence.class),
                row.getBoolean("hosts_by_owner"),
                row.getInteger("version"),
                row.getString("changed_by"),
                Columns.instant(row, "changed_at"));
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("terms cannot be written", impossible);
        }
    }

    private <T> T parse(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("terms cannot be read", broken);
        }
    }
}
