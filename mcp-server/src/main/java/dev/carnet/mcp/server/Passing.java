package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Pass;

/// What a caller has to show at a server.
public sealed interface Passing {

    /// This.
    record Ready(Pass pass) implements Passing {}

    /// Nothing yet: the person has to connect on that page first.
    record NeedsConnection(String url) implements Passing {}

    /// Nothing, and no page would help.
    ///
    /// @param why for the caller
    record Unavailable(String why) implements Passing {}
}
