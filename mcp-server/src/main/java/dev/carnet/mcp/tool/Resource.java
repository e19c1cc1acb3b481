package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// A resource that can be read by its URI.
public interface Resource extends Usable {

    /// What `resources/list` tells: `uri`, `name`, `description`, `mimeType`.
    ObjectNode definition();

    @Override
    default String type() {
        return "resource";
    }

    @Override
    default String name() {
        return definition().path("uri").asText();
    }
}
