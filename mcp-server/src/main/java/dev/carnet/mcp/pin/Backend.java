package dev.carnet.mcp.pin;

import dev.carnet.mcp.upstream.Destination;

/// A registered server, as far as what it offers is concerned.
///
/// @param open whether it was approved and is enabled: of any other nothing is asked or offered
public record Backend(String slug, String name, boolean open, Destination destination) {

    /// Its id in the registry.
    public String id() {
        return destination.serverId();
    }

    /// The workspace it belongs to.
    public String workspace() {
        return destination.workspace();
    }
}
