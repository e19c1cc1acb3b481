package dev.carnet.auth.authorize;

import dev.carnet.auth.protocol.ToolsetPlace;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Reads which places below the MCP endpoint there are. The tables belong to mcp-server.
@Singleton
public final class ToolsetPlaceStore {

    /// Whether what is wanted is there: anything that is no toolset is.
    public Uni<Boolean> exists(SqlClient client, Optional<ToolsetPlace> wanted) {
        return wanted.map(place -> exists(client, place))
                .orElseGet(() -> Uni.createFrom().item(true));
    }

    private static Uni<Boolean> exists(SqlClient client, ToolsetPlace place) {
        return client.preparedQuery(
                        """
                        SELECT slug FROM gateway.toolset
                        WHERE workspace_id = $1 AND slug = $2 AND deleted_at IS NULL
                        UNION ALL
                        SELECT slug FROM gateway.server WHERE workspace_id = $1 AND slug = $2
                        """)
                .execute(Tuple.of(place.workspace(), place.slug()))
                .map(rows -> rows.rowCount() > 0);
    }
}
