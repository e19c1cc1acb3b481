package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// What `tools/list` tells about a tool.
///
/// @param inputSchema JSON Schema 2020-12 of type object; sent as it is
/// @param outputSchema of `structuredContent`, if the tool promises one
public record ToolDefinition(
        String name,
        String title,
        String description,
        ObjectNode inputSchema,
        Optional<ObjectNode> outputSchema,
        Annotations annotations) {

    /// What a client may show before it asks its user. Hints, never permissions.
    public record Annotations(
            boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {

        /// Reads and changes nothing.
        public static final Annotations READS = new Annotations(true, false, true, false);

        /// Adds something and takes nothing away.
        public static final Annotations ADDS = new Annotations(false, false, false, false);

        /// Takes something away; doing it twice changes nothing more.
        public static final Annotations TAKES_AWAY = new Annotations(false, true, true, false);
    }
}
