package dev.carnet.mcp.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// One JSON-RPC message from a client.
public sealed interface Message {

    /// Wants an answer with this id.
    ///
    /// @param rawArguments `params.arguments` exactly as received, for the audit digest
    record Request(JsonNode id, String method, ObjectNode params, Optional<String> rawArguments)
            implements Message {

        /// The `_meta` of the request; empty when there is none.
        public ObjectNode meta() {
            return params.path("_meta") instanceof ObjectNode meta ? meta : Json.object();
        }

        /// A parameter that is text.
        public Optional<String> text(String parameter) {
            var value = params.path(parameter);
            return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
        }
    }

    /// Wants none.
    record Notification(String method, ObjectNode params) implements Message {}

    /// Answers a request of ours (earlier revisions only): `outcome` is the whole message.
    record Answer(JsonNode id, ObjectNode outcome) implements Message {}
}
