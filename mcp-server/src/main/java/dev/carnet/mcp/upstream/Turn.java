package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// What happens next in an exchange.
sealed interface Turn {

    /// The answer came.
    record Answered(Incoming incoming) implements Turn {}

    /// The upstream waits for the client.
    record Waiting(Map<String, ObjectNode> questions) implements Turn {}
}
