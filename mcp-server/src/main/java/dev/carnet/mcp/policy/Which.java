package dev.carnet.mcp.policy;

import dev.carnet.mcp.tool.ToolClass;
import java.util.Optional;
import java.util.Set;

/// Which things a rule is about. An empty set does not narrow.
///
/// @param builtIn only what Carnet itself offers (`true`), only what upstreams offer (`false`), or
///   both
/// @param upstreams slugs, letter by letter, or `*`; naming any leaves out what Carnet itself
///   offers
/// @param tools original names, letter by letter, or `*`
public record Which(
        Optional<Boolean> builtIn,
        Set<String> upstreams,
        Set<String> tools,
        Set<ToolClass> tiers,
        Set<String> kinds) {

    /// In a set of upstreams every upstream, in one of tools every tool.
    static final String ANY = "*";

    /// Everything.
    static final Which ANYTHING =
            new Which(Optional.empty(), Set.of(), Set.of(), Set.of(), Set.of());

    /// Whether the rule is about that.
    Fit fits(Target target) {
        boolean here = target.upstream().isEmpty();
        return Fit.of(
                builtIn.orElse(here) == here
                        && (upstreams.isEmpty()
                                || target.upstream().filter(this::named).isPresent())
                        && (tools.isEmpty() || tools.contains(ANY) || tools.contains(target.tool()))
                        && (tiers.isEmpty() || tiers.contains(target.tier()))
                        && (kinds.isEmpty() || kinds.contains(target.kind())));
    }

    private boolean named(String upstream) {
        return upstreams.contains(ANY) || upstreams.contains(upstream);
    }
}
