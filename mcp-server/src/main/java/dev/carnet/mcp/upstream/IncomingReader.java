package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;

/// Reads a message of an upstream once. The members of a result stay the text they were.
final class IncomingReader {

    private static final Incoming UNREADABLE = new Incoming.Unreadable();

    private IncomingReader() {}

    static Incoming read(byte[] message) {
        try {
            return parse(text(message));
        } catch (IOException notJson) {
            return UNREADABLE;
        }
    }

    private static String text(byte[] message) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(message))
                .toString();
    }

    private static Incoming parse(String text) throws IOException {
        try (JsonParser parser = Wide.MAPPER.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return UNREADABLE;
            }
            var members = Json.object();
            Optional<Slices> result = Optional.empty();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.START_OBJECT && name.equals("result")) {
                    result = Optional.of(slices(parser, text));
                } else {
                    members.set(name, Wide.MAPPER.readTree(parser));
                }
            }
            return parser.nextToken() == null ? sort(members, result) : UNREADABLE;
        }
    }

    private static Slices slices(JsonParser parser, String text) throws IOException {
        var slices = new LinkedHashMap<String, String>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            int end = (int) parser.currentLocation().getCharOffset();
            slices.put(name, text.substring(start, end));
        }
        return new Slices(slices);
    }

    private static Incoming sort(ObjectNode members, Optional<Slices> result) {
        JsonNode id = members.has("id") ? members.path("id") : NullNode.getInstance();
        if (!members.path("jsonrpc").asText().equals("2.0")) {
            return UNREADABLE;
        }
        if (members.path("method").isTextual()) {
            return told(members, id);
        }
        return result.<Incoming>map(slices -> new Incoming.Result(id, slices))
                .orElseGet(() -> refusal(members, id));
    }

    private static Incoming told(ObjectNode members, JsonNode id) {
        String method = members.path("method").textValue();
        ObjectNode params =
                members.path("params") instanceof ObjectNode given ? given : Json.object();
        return id.isNull()
                ? new Incoming.Notification(method, params)
                : new Incoming.Request(id, method, params);
    }

    private static Incoming refusal(ObjectNode members, JsonNode id) {
        JsonNode error = members.path("error");
        return error.isObject()
                ? new Incoming.Refusal(
                        id,
                        error.path("code").asInt(),
                        error.path("message").asText(),
                        Optional.of(error.path("data")).filter(data -> !data.isMissingNode()))
                : UNREADABLE;
    }
}
