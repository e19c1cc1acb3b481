package dev.carnet.mcp.policy;

import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.ToolClass;
import java.util.Optional;

/// What a caller wants to use. Upstream and name are members of their own and are never put
/// together to one text, so that no two things share a name.
///
/// @param upstream slug of the server it comes from; empty for what Carnet itself offers
/// @param tool its original name there, never an alias; for a resource its URI
/// @param kind `tool`, `prompt`, `resource`, `template` or `completion`
public record Target(Optional<String> upstream, String tool, ToolClass tier, String kind) {

    /// That thing.
    public static Target of(Governed thing) {
        return new Target(
                thing.origin().map(Origin::upstream),
                thing.origin().map(Origin::name).orElse(thing.name()),
                ToolClass.of(thing),
                thing.type());
    }
}
