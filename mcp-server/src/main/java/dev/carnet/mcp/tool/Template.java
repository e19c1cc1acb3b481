package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/// A family of resources.
public interface Template extends Governed {

    /// What `resources/templates/list` tells: `uriTemplate`, `name`, `description`, `mimeType`.
    ObjectNode definition();

    /// The result of completing, for whoever has the values elsewhere.
    ///
    /// @param params of the request: `ref`, `argument`, `context`
    default Uni<Outcome> complete(ToolCall call, ObjectNode params) {
        return Uni.createFrom()
                .item(() ->
                        Completion.result(
                                complete(Completion.argument(params), Completion.typed(params))));
    }

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
