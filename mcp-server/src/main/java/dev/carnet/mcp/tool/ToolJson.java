package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;

/// A tool as `tools/list` tells it.
final class ToolJson {

    private ToolJson() {}

    static ObjectNode of(Tool tool) {
        ToolDefinition definition = tool.definition();
        var json =
                Json.object()
                        .put("name", definition.name())
                        .put("title", definition.title())
                        .put("description", definition.description());
        json.set("inputSchema", definition.inputSchema());
        definition.outputSchema().ifPresent(schema -> json.set("outputSchema", schema));
        json.set("annotations", annotations(definition));
        return json;
    }

    private static ObjectNode annotations(ToolDefinition definition) {
        var hints = definition.annotations();
        return Json.object()
                .put("title", definition.title())
                .put("readOnlyHint", hints.readOnly())
                .put("destructiveHint", hints.destructive())
                .put("idempotentHint", hints.idempotent())
                .put("openWorldHint", hints.openWorld());
    }
}
