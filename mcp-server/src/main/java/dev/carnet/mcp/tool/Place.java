package dev.carnet.mcp.tool;

/// Which part of this server a request came in at.
public sealed interface Place {

    /// What is sealed for one place opens at no other.
    default String seal() {
        return switch (this) {
            case Whole _ -> "";
            case Toolset(String workspace, String slug) -> "\n" + workspace + "/" + slug;
        };
    }

    /// The whole of it, at the endpoint itself.
    record Whole() implements Place {}

    /// One toolset, at `/{workspace}/{toolset}` below the endpoint. Names are not prefixed there.
    record Toolset(String workspace, String slug) implements Place {}
}
