package dev.carnet.mcp.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.mcp.server.Templates.Mould;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;

/// The table `gateway.template_use`. Its rows go with their servers.
@Singleton
final class TemplateStore {

    private final ObjectMapper json;

    TemplateStore(ObjectMapper json) {
        this.json = json;
    }

    Uni<Void> put(
            SqlConnection transaction, String workspace, String server, Mould mould, Instant at) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.template_use
                          (workspace_id, server_id, template, template_version, variables, used_at)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        ON CONFLICT (workspace_id, server_id) DO UPDATE
                        SET template = $3, template_version = $4, variables = $5, used_at = $6
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(workspace)
                                .addString(server)
                                .addString(mould.template())
                                .addInteger(mould.version())
                                .addString(write(mould.variables()))
                                .addOffsetDateTime(Columns.time(at)))
                .replaceWithVoid();
    }

    Uni<Map<String, String>> variables(SqlConnection transaction, String workspace, String server) {
        return transaction
                .preparedQuery(
                        """
                        SELECT variables FROM gateway.template_use
                        WHERE workspace_id = $1 AND server_id = $2
                        """)
                .execute(Tuple.of(workspace, server))
                .map(rows -> Columns.first(rows, row -> read(row.getString(0))).orElse(Map.of()));
    }

    Uni<Void> delete(SqlConnection transaction, String workspace, String server) {
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM gateway.template_use
                        WHERE workspace_id = $1 AND server_id = $2
                        """)
                .execute(Tuple.of(workspace, server))
                .replaceWithVoid();
    }

    private String write(Map<String, String> variables) {
        try {
            return json.writeValueAsString(variables);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("variables cannot be written", impossible);
        }
    }

    private Map<String, String> read(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("variables cannot be read", broken);
        }
    }
}
