package dev.carnet.mcp.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolDefinition.Annotations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// What is told about each tool: one file per tool in the resource folder `tools`.
final class Definitions {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Definitions() {}

    /// The definition of that tool.
    static ToolDefinition of(String name) {
        JsonNode file = read("/tools/" + name + ".json");
        return new ToolDefinition(
                file.path("name").asText(),
                file.path("title").asText(),
                file.path("description").asText(),
                object(file, "inputSchema"),
                Optional.of(object(file, "outputSchema")),
                annotations(file.path("annotations")));
    }

    private static Annotations annotations(JsonNode hints) {
        return new Annotations(
                hints.path("readOnlyHint").asBoolean(),
                hints.path("destructiveHint").asBoolean(),
                hints.path("idempotentHint").asBoolean(),
                hints.path("openWorldHint").asBoolean());
    }

    private static ObjectNode object(JsonNode file, String member) {
        return (ObjectNode) file.required(member);
    }

    private static JsonNode read(String resource) {
        try (InputStream file = Definitions.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return JSON.readTree(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(resource, broken);
        }
    }
}
