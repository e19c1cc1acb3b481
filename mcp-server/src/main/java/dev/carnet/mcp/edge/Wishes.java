package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.TableChange;
import java.util.Set;

/// What a client is told about on its stream.
record Wishes(boolean tools, boolean prompts, boolean resources, Set<String> uris) {

    /// Whether such a change is among it.
    boolean include(TableChange change) {
        return switch (change) {
            case TableChange.ToolsChanged changed -> tools;
            case TableChange.PromptsChanged changed -> prompts;
            case TableChange.ResourcesChanged changed -> resources;
            case TableChange.ResourceUpdated updated -> uris.contains(updated.uri());
        };
    }

    /// As the acknowledgement names it: what is not granted is left out.
    ObjectNode json() {
        var json = Json.object();
        put(json, "toolsListChanged", tools);
        put(json, "promptsListChanged", prompts);
        put(json, "resourcesListChanged", resources);
        if (!uris.isEmpty()) {
            var named = json.putArray("resourceSubscriptions");
            uris.forEach(named::add);
        }
        return json;
    }

    private static void put(ObjectNode json, String name, boolean granted) {
        if (granted) {
            json.put(name, true);
        }
    }
}
