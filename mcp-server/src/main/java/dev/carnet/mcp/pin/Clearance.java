package dev.carnet.mcp.pin;

import dev.carnet.mcp.upstream.Pass;

/// Whether something can be asked of a server for somebody.
public sealed interface Clearance {

    /// With this.
    record Ready(Pass pass) implements Clearance {}

    /// Once the person has connected to the service behind it, at that address.
    record NeedsConnection(String url) implements Clearance {}

    /// Not now, or not for this caller.
    ///
    /// @param publicText what to do about it
    record Unavailable(String publicText) implements Clearance {}
}
