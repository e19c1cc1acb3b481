package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;

/// A prompt a person may pick.
public interface Prompt extends Usable {

    /// What `prompts/list` tells: `name`, `title`, `description`, `arguments`.
    ObjectNode definition();

    /// Values that complete what has been typed for that argument; most have none.
    default List<String> complete(String argument, String typed) {
        return List.of();
    }

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
        return "prompt";
    }

    @Override
    default String name() {
        return definition().path("name").asText();
    }
}
