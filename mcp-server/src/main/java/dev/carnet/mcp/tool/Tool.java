package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// One tool: what is told about it, and what it does.
///
/// ```java
/// public Uni<Outcome> run(ToolCall call) {
///     return Uni.createFrom().item(ToolResult.structured(answer));
/// }
/// ```
///
/// Arguments have been checked against the input schema before `run`.
public interface Tool extends Usable {

    /// What `tools/list` tells about it.
    ToolDefinition definition();

    /// The entry of `tools/list`.
    default ObjectNode listed() {
        return ToolJson.of(this);
    }

    /// Members of the arguments or of the structured content that are secrets: the log keeps a mark
    /// in their place.
    default Set<String> secrets() {
        return Set.of();
    }

    /// Whether its result is for this one answer and kept nowhere, not for who asks again either.
    default boolean fleeting() {
        return false;
    }

    @Override
    default String type() {
        return "tool";
    }

    @Override
    default String name() {
        return definition().name();
    }
}
