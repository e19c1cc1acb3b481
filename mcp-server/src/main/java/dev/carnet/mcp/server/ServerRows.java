package dev.carnet.mcp.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.mcp.vault.Sealed;
import dev.carnet.shared.desk.Columns;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Servers between rows and records.
@Singleton
final class ServerRows {

    private final ObjectMapper json;

    ServerRows(ObjectMapper json) {
        this.json = json;
    }

    ServerRow read(Row row) {
        return new ServerRow(
                row.getString("workspace_id"),
                row.getString("server_id"),
                row.getString("slug"),
                row.getString("name"),
                shape(row),
                parse(row.getString("bounds"), ServerBounds.class),
                row.getBoolean("enabled"),
                text(row, "approved_shape").map(shape -> parse(shape, Shape.class)),
                approval(row),
                rejection(row),
                text(row, "managed_by"),
                secret(row),
                health(row),
                tools(row),
                row.getString("created_by"),
                Columns.instant(row, "created_at"),
                row.getInteger("version"));
    }

    private Shape shape(Row row) {
        return new Shape(
                row.getString("transport"),
                row.getString("address"),
                parse(row.getString("authentication"), Authentication.class),
                row.getBoolean("private_allowed"));
    }

    private static Optional<Server.ApprovalView> approval(Row row) {
        return Columns.optionalInstant(row, "approved_at")
                .map(at -> new Server.ApprovalView(row.getString("approved_by"), at));
    }

    private static Optional<Server.RejectionView> rejection(Row row) {
        return Columns.optionalInstant(row, "rejected_at")
                .map(at ->
                        new Server.RejectionView(
                                row.getString("rejected_by"),
                                row.getString("rejected_reason"),
                                at));
    }

    private static Optional<ServerRow.Kept> secret(Row row) {
        return Optional.ofNullable(row.getBuffer("secret_sealed"))
                .map(sealed ->
                        new ServerRow.Kept(
                                new Sealed(
                                        Buffer.buffer(sealed.getBytes()),
                                        row.getString("secret_wrapping")),
                                row.getString("secret_last_four"),
                                Columns.instant(row, "secret_at")));
    }

    private static Optional<Server.HealthView> health(Row row) {
        return text(row, "health")
                .map(status ->
                        new Server.HealthView(
                                status,
                                text(row, "health_text").orElse(""),
                                Columns.instant(row, "health_at"),
                                Columns.optionalInstant(row, "seen_at")));
    }

    /// Only those who show a server ask for them.
    private static Server.ToolsView tools(Row row) {
        return row.getColumnIndex("tools_approved") < 0
                ? Server.ToolsView.NONE
                : new Server.ToolsView(
                        row.getInteger("tools_approved"),
                        row.getInteger("tools_waiting"),
                        row.getInteger("tools_changed"));
    }

    private static Optional<String> text(Row row, String column) {
        return Optional.ofNullable(row.getString(column));
    }

    String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a server cannot be written", impossible);
        }
    }

    private <T> T parse(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a server cannot be read", broken);
        }
    }
}
