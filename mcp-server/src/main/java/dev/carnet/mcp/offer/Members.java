package dev.carnet.mcp.offer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Definitions as they were approved, but for the name they have here.
final class Members {

    private Members() {}

    static ObjectNode with(ObjectNode approved, String member, String value) {
        ObjectNode copy = approved.deepCopy();
        copy.put(member, value);
        return copy;
    }
}
