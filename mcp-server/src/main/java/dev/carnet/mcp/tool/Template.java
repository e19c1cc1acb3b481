package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// A family of resources.
public interface Template extends Governed {

    /// What `resources/templates/list` tells: `uriTemplate`, `name`, `description`, `mimeType`.
    ObjectNode definition();

    @Override
    default String type() {
        return "template";
    }

    @Override
    default String name() {
        return definition().path("uriTemplate").asText();
    }

    /// The resource at that URI, if it is one of the family.
    Optional<Resource> at(String uri);

    /// Values that complete what has been typed for that variable; most have none.
    default List<String> complete(String variable, String typed) {
        return List.of();
    }
}
