package dev.carnet.mcp.upstream;

import java.util.Optional;

/// Nothing usable came of it.
///
/// @param publicText what an operator can act on, without a word the upstream wrote
/// @param rebuff how it said so, when it does not take what proves us
public record Broken(FaultClass kind, String publicText, Optional<Rebuff> rebuff)
        implements Reply, Offering, Probing {

    static Broken of(FaultClass kind, String publicText) {
        return new Broken(kind, publicText, Optional.empty());
    }
}
