package dev.carnet.mcp.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/// What a request body turned out to be.
public sealed interface Reading {

    /// One message.
    record One(Message message) implements Reading {}

    /// A batch, which only revision 2025-03-26 knows.
    record Batch(List<Message> messages) implements Reading {}

    /// Not a message.
    ///
    /// @param id of the request, if it could be read
    record Unreadable(Optional<JsonNode> id, RpcError error) implements Reading {}
}
