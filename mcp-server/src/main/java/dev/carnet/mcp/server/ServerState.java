package dev.carnet.mcp.server;

import dev.carnet.mcp.upstream.Destination;
import dev.carnet.mcp.upstream.Transport;
import dev.carnet.mcp.vault.Sealed;
import java.util.Map;
import java.util.Optional;

/// A server as calls know it.
///
/// @param secret sealed: it is opened for the moment of a use
public record ServerState(
        String workspace,
        String id,
        String slug,
        String name,
        Destination destination,
        Authentication authentication,
        State state,
        Optional<Sealed> secret,
        Optional<String> managedBy) {

    /// Whether it may be called.
    public boolean callable() {
        return state == State.APPROVED;
    }

    /// Whom Carnet's word is for there.
    public String audience() {
        return authentication.audience().orElse(destination.address());
    }

    /// A key as it is shown there: in its header, or alone for a program, which gets it otherwise.
    public Map<String, String> shown(String key) {
        boolean program = destination.transport() == Transport.STDIO;
        return Map.of(authentication.headerName(), program ? key : authentication.headerValue(key));
    }

    /// Whether sessions and connections to the other would still be right for this one.
    boolean reachedLike(ServerState other) {
        return destination.equals(other.destination)
                && authentication.equals(other.authentication)
                && secret.equals(other.secret)
                && callable() == other.callable();
    }
}
