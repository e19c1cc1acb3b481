package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// A message of an upstream.
sealed interface Incoming {

    /// The result of a request.
    record Result(JsonNode id, Slices members) implements Incoming {}

    /// The error of a request; the id is null if the upstream could not tell which.
    record Refusal(JsonNode id, int code, String message, Optional<JsonNode> data)
            implements Incoming {}

    /// It asks.
    record Request(JsonNode id, String method, ObjectNode params) implements Incoming {}

    /// It tells.
    record Notification(String method, ObjectNode params) implements Incoming {}

    /// It is none.
    record Unreadable() implements Incoming {}
}
