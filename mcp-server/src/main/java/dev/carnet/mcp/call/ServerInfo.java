package dev.carnet.mcp.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;

/// Who answers.
public final class ServerInfo {

    /// What a client may tell its model about this server.
    public static final String INSTRUCTIONS =
            "Carnet issues short-lived passports to agents, takes them away within the second, and"
                    + " keeps a log of every decision that nobody can rewrite.";

    private static final String VERSION = "0.1.0";

    private ServerInfo() {}

    /// Name and version.
    public static ObjectNode json() {
        return Json.object().put("name", "carnet").put("title", "Carnet").put("version", VERSION);
    }
}
