package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Pass;
import dev.carnet.shared.caller.Caller;
import io.smallrye.mutiny.Uni;

/// What proves single people at servers that want that: their grants, their keys, Carnet's word.
public interface PersonPasses {

    /// What that caller has to show at a server whose authentication is of such a kind.
    Uni<Passing> of(ServerState server, Caller caller);

    /// What that caller has to show after the server refused a pass: a newer one, got once, or the
    /// page on which the person connects again.
    Uni<Passing> again(ServerState server, Caller caller, Pass refused);
}
