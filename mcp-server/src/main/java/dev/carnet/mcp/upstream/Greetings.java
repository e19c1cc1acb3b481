package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.Optional;

/// What the answers at the start say.
final class Greetings {

    private Greetings() {}

    static Greeting current(Slices members) {
        return new Greeting(
                Era.CURRENT,
                Greeting.CURRENT_VERSION,
                object(members.tree("_meta").path("io.modelcontextprotocol/serverInfo")),
                object(members.tree("capabilities")),
                text(members),
                Optional.empty());
    }

    static Greeting earlier(Era era, String version, Slices members, Optional<String> sessionId) {
        return new Greeting(
                era,
                version,
                object(members.tree("serverInfo")),
                object(members.tree("capabilities")),
                text(members),
                sessionId);
    }

    private static Optional<String> text(Slices members) {
        return Optional.of(members.tree("instructions"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : Json.object();
    }
}
