package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.shared.caller.Caller;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/// What proves single people at servers that want that: their grants, their keys, Carnet's word.
public interface PersonPasses {

    /// What that caller has to show at a server whose authentication is of such a kind.
    ///
    /// @param act what it is for, if it is for one use only: a word about a caller says that
    Uni<Passing> of(ServerState server, Caller caller, Optional<Use.Act> act);

    /// What that caller has to show after the server refused a pass: a newer one, got once, or the
    /// page on which the person connects again.
    Uni<Passing> again(ServerState server, Caller caller, Pass refused);

    /// What there is to do when the server wants more of the person than they gave: the page on
    /// which they give it, or why that would not help.
    ///
    /// @param scope what it wants beside
    Uni<Passing> wider(ServerState server, Caller caller, String scope);
}
