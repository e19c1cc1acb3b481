package dev.carnet.mcp.tool;

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

    @Override
    default String type() {
        return "tool";
    }

    @Override
    default String name() {
        return definition().name();
    }
}
