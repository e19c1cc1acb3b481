package dev.carnet.mcp.policy;

import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolClass;
import java.util.Optional;

/// What a caller wants to use. Upstream and name are members of their own and are never put
/// together to one text, so that no two things share a name.
///
/// @param upstream slug of the server it comes from; empty for what Carnet itself offers
/// @param tool its original name there, never an alias; for a resource its URI
/// @param kind `tool`, `prompt`, `resource`, `template` or `completion`
public record Target(Optional<String> upstream, String tool, ToolClass tier, String kind) {

    /// That thing. Carnet's own tools have the class their annotations say: these are ours.
    public static Target of(Governed thing) {
        return thing.origin()
                .map(origin ->
                        new Target(
                                Optional.of(origin.upstream()),
                                origin.name(),
                                origin.toolClass(),
                                thing.type()))
                .orElseGet(
                        () -> new Target(Optional.empty(), thing.name(), own(thing), thing.type()));
    }

    private static ToolClass own(Governed thing) {
        if (!(thing instanceof Tool tool) || tool.definition().annotations().readOnly()) {
            return ToolClass.READ;
        }
        return tool.definition().annotations().destructive()
                ? ToolClass.DESTRUCTIVE
                : ToolClass.WRITE;
    }
}
