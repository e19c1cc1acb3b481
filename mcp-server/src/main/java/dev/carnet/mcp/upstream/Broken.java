package dev.carnet.mcp.upstream;

import java.util.Optional;

/// Nothing usable came of it.
///
/// @param publicText what an operator can act on, without a word the upstream wrote
/// @param challenge its `WWW-Authenticate`, when the class is `AUTHENTICATION`; never for a client
public record Broken(FaultClass kind, String publicText, Optional<String> challenge)
        implements Reply, Offering, Probing {

    static Broken of(FaultClass kind, String publicText) {
        return new Broken(kind, publicText, Optional.empty());
    }
}
