package dev.carnet.mcp.server;

import dev.carnet.shared.caller.Caller;
import io.smallrye.mutiny.Uni;

/// What proves single people at servers that want that: their grants, their keys, Carnet's word.
public interface PersonPasses {

    /// What that caller has to show at a server whose authentication is of such a kind.
    Uni<Passing> of(ServerState server, Caller caller);
}
