package dev.carnet.auth.authorize;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.protocol.ToolsetPlace;
import dev.carnet.shared.token.Scope;
import java.util.Optional;
import java.util.Set;

/// What a client asks a person for, whatever way it asks.
public interface Wish {

    /// Who asks.
    Client client();

    /// What it wants to reach.
    String resource();

    /// The toolset it wants to reach, if it is one: then only that workspace is offered.
    default Optional<ToolsetPlace> toolset() {
        return ToolsetPlace.of(resource());
    }

    /// What it wants; the person may grant less.
    Set<Scope> scopes();
}
