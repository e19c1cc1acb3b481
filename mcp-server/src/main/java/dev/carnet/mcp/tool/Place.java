package dev.carnet.mcp.tool;

import java.util.Optional;

/// Which part of this server a request came in at.
public sealed interface Place {

    /// The toolset whose place it is, if it is one's.
    default Optional<String> toolset() {
        return switch (this) {
            case Whole _ -> Optional.empty();
            case Toolset toolset -> Optional.of(toolset.slug());
        };
    }

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
