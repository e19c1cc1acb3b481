package dev.carnet.mcp.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.TableChange;

/// Changes of the table as notifications; both eras name them alike.
public final class Changes {

    private Changes() {}

    /// The notification's method.
    public static String method(TableChange change) {
        return switch (change) {
            case TableChange.ToolsChanged changed -> "notifications/tools/list_changed";
            case TableChange.PromptsChanged changed -> "notifications/prompts/list_changed";
            case TableChange.ResourcesChanged changed -> "notifications/resources/list_changed";
            case TableChange.ResourceUpdated updated -> "notifications/resources/updated";
        };
    }

    /// Its parameters.
    public static ObjectNode params(TableChange change) {
        var params = Json.object();
        return change instanceof TableChange.ResourceUpdated updated
                ? params.put("uri", updated.uri())
                : params;
    }
}
