package dev.carnet.mcp.server;

import dev.carnet.mcp.vault.Sealed;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/// Secrets of `gateway.server` that an older key wrapped. A secret that was replaced meanwhile is
/// left alone.
@Singleton
final class RewrapStore {

    private final ServerRows rows;

    RewrapStore(ServerRows rows) {
        this.rows = rows;
    }

    /// Some of those that another key than this one wrapped, behind that id.
    Uni<List<ServerState>> other(SqlClient client, String wrapping, String after) {
        return client.preparedQuery(
                        """
                        SELECT * FROM gateway.server
                        WHERE secret_sealed IS NOT NULL AND secret_wrapping <> $1 AND server_id > $2
                        ORDER BY server_id LIMIT $3
                        """)
                .execute(Tuple.of(wrapping, after, ServerLimits.REWRAP_BATCH))
                .map(found -> Columns.list(found, row -> rows.read(row).live()));
    }

    /// Writes the same secret under the other key.
    Uni<Boolean> replace(SqlClient client, ServerState server, Sealed old, Sealed sealed) {
        return client.preparedQuery(
                        """
                        UPDATE gateway.server SET secret_sealed = $4, secret_wrapping = $5
                        WHERE workspace_id = $1 AND server_id = $2 AND secret_sealed = $3
                        """)
                .execute(
                        Tuple.of(
                                server.workspace(),
                                server.id(),
                                old.bytes(),
                                sealed.bytes(),
                                sealed.wrapping()))
                .map(done -> done.rowCount() == 1);
    }
}
