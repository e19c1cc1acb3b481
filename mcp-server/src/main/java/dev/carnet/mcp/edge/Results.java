package dev.carnet.mcp.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.call.ServerInfo;
import dev.carnet.mcp.message.Json;

/// What every result of the current revision says beside its own members.
final class Results {

    private Results() {}

    /// A final result.
    static ObjectNode complete(ObjectNode members) {
        return of("complete", members);
    }

    /// A result of that type.
    static ObjectNode of(String type, ObjectNode members) {
        var result = Json.object().put("resultType", type);
        result.setAll(members);
        if (members.path("_meta") instanceof ObjectNode own) {
            result.set("_meta", own.deepCopy());
        }
        result.withObject("/_meta").set(Meta.PREFIX + "serverInfo", ServerInfo.json());
        return result;
    }

    /// What depends on the caller may be kept by that caller only, and is looked at again each
    /// time: a role may have changed.
    static ObjectNode cacheable(ObjectNode members) {
        return members.deepCopy().put("ttlMs", 0).put("cacheScope", "private");
    }
}
