package dev.carnet.mcp.policy;

import dev.carnet.mcp.message.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/// Reads the active policies for the replicas.
final class PolicyStore {

    private static final Logger LOG = Logger.getLogger(PolicyStore.class);

    private static final String ACTIVE =
            """
            SELECT p.workspace_id, p.active_version, v.document
            FROM gateway.policy p
            JOIN gateway.policy_version v
              ON v.workspace_id = p.workspace_id AND v.version = p.active_version\
            """;

    private static final String ACTIVE_OF = ACTIVE + " WHERE p.workspace_id = ANY($1)";

    /// One row.
    record Kept(String workspace, long version, String document) {

        /// One that cannot be read any more denies everything in its workspace, and there only.
        Policy policy() {
            try {
                return PolicyReader.kept(Json.parse(document), version);
            } catch (RuntimeException broken) {
                LOG.errorf("%s denies everything: %s", workspace, broken.getMessage());
                return Policy.closed(version);
            }
        }
    }

    Uni<List<Kept>> active(SqlClient client) {
        return client.query(ACTIVE).execute().map(PolicyStore::all);
    }

    Uni<List<Kept>> activeOf(SqlClient client, Set<String> workspaces) {
        return client.preparedQuery(ACTIVE_OF)
                .execute(Tuple.of(workspaces.toArray(String[]::new)))
                .map(PolicyStore::all);
    }

    private static List<Kept> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        new Kept(
                                row.getString("workspace_id"),
                                row.getLong("active_version"),
                                row.getString("document")))
                .toList();
    }
}
