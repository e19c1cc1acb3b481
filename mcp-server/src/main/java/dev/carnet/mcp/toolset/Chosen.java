package dev.carnet.mcp.toolset;

import dev.carnet.mcp.pin.Approved;
import dev.carnet.mcp.pin.Kind;

/// A thing at a place.
///
/// @param name what it goes by there
public record Chosen(String name, Approved thing) {

    /// What sort of thing it is.
    public Kind kind() {
        return thing.definition().kind();
    }

    /// What may be there only once.
    String place() {
        return kind() + "\n" + name;
    }
}
