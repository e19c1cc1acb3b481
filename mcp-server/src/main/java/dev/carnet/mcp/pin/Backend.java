package dev.carnet.mcp.pin;

import dev.carnet.mcp.upstream.Destination;
import java.util.Optional;

/// A registered server, as far as what it offers is concerned.
///
/// @param open whether it was approved and is enabled: of any other nothing is asked or offered
/// @param callPassports whom a passport of each call is made out to, where the server wants one
public record Backend(
        String slug,
        String name,
        boolean open,
        Destination destination,
        Optional<String> callPassports) {

    /// One that wants no passports of calls.
    public Backend(String slug, String name, boolean open, Destination destination) {
        this(slug, name, open, destination, Optional.empty());
    }

    /// Its id in the registry.
    public String id() {
        return destination.serverId();
    }

    /// The workspace it belongs to.
    public String workspace() {
        return destination.workspace();
    }
}
