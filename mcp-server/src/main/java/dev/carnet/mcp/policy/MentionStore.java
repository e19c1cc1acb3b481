package dev.carnet.mcp.policy;

import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// Reads which of some names are those of servers, their things, toolsets and clients. Clients are
/// auth-server's: of them this service sees ids only.
@Singleton
final class MentionStore {

    /// The names that are known, each behind its sort and a blank: `server shop`, `tool shop
    /// refund`, `toolset ops`, `service srv_…`, `client cli_…`.
    Uni<Set<String>> known(SqlClient client, String workspace, Stream<Mention> mentions) {
        String[] names = mentions.map(Mention::name).distinct().toArray(String[]::new);
        return client.preparedQuery(
                        """
                        SELECT unnest(ARRAY['server ' || slug, 'service ' || slug,
                            'service ' || server_id]) AS name
                        FROM gateway.server WHERE workspace_id = $1
                            AND (slug = ANY ($2) OR server_id = ANY ($2))
                        UNION
                        SELECT unnest(ARRAY['toolset ' || slug, 'service ' || slug,
                            'service ' || toolset_id])
                        FROM gateway.toolset WHERE workspace_id = $1 AND deleted_at IS NULL
                            AND (slug = ANY ($2) OR toolset_id = ANY ($2))
                        UNION
                        SELECT 'tool ' || s.slug || ' ' || d.name FROM gateway.definition d
                        JOIN gateway.server s USING (workspace_id, server_id)
                        WHERE d.workspace_id = $1 AND d.name = ANY ($2)
                        UNION
                        SELECT 'client ' || client_id FROM auth.client
                        WHERE client_id = ANY ($2)
                            AND (workspace_id = $1 OR workspace_id IS NULL)
                        """)
                .execute(Tuple.of(workspace, names))
                .map(rows -> new HashSet<>(Columns.list(rows, row -> row.getString("name"))));
    }
}
