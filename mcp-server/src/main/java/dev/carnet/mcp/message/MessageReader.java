package dev.carnet.mcp.message;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Reading.Batch;
import dev.carnet.mcp.message.Reading.One;
import dev.carnet.mcp.message.Reading.Unreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

/// Parses a body once. What is parsed here is what is authorised, recorded and run; nobody looks at
/// the bytes again.
public final class MessageReader {

    private static final Unreadable NOT_JSON = parseError("The body is not valid JSON.");
    private static final Unreadable NOT_UTF8 = parseError("The body is not valid UTF-8.");

    private MessageReader() {}

    /// Reads one message or one batch; anything else says why not.
    public static Reading read(byte[] body) {
        try {
            return parse(text(body));
        } catch (CharacterCodingException notText) {
            return NOT_UTF8;
        } catch (IOException notJson) {
            return NOT_JSON;
        }
    }

    private static Reading parse(String text) throws IOException {
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            Reading reading =
                    switch (parser.nextToken()) {
                        case START_OBJECT -> message(parser, text);
                        case START_ARRAY -> batch(parser, text);
                        case null -> NOT_JSON;
                        default -> invalid("A message is a JSON object.");
                    };
            return parser.nextToken() == null ? reading : NOT_JSON;
        }
    }

    private static Reading batch(JsonParser parser, String text) throws IOException {
        var messages = new ArrayList<Message>();
        Optional<Unreadable> wrong = Optional.empty();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Reading reading =
                    parser.currentToken() == JsonToken.START_OBJECT
                            ? message(parser, text)
                            : skip(parser);
            switch (reading) {
                case One one -> messages.add(one.message());
                case Unreadable unreadable -> wrong = Optional.of(unreadable);
                case Batch nested -> wrong = Optional.of(invalid("A batch holds messages only."));
            }
        }
        if (messages.isEmpty() || messages.size() > Limits.BATCH_MESSAGES) {
            return invalid("A batch holds 1 to " + Limits.BATCH_MESSAGES + " messages.");
        }
        return wrong.<Reading>map(unreadable -> unreadable).orElse(new Batch(messages));
    }

    private static Reading skip(JsonParser parser) throws IOException {
        parser.skipChildren();
        return invalid("A batch holds messages only.");
    }

    /// Reads the members of a message; `arguments` inside `params` also as text.
    private static Reading message(JsonParser parser, String text) throws IOException {
        var members = Json.object();
        Optional<String> rawArguments = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT && name.equals("params")) {
                var params = Json.object();
                rawArguments = params(parser, text, params);
                members.set(name, params);
            } else {
                members.set(name, Json.MAPPER.readTree(parser));
            }
        }
        return Wholesome.is(members) ? sort(members, rawArguments) : NOT_JSON;
    }

    private static Optional<String> params(JsonParser parser, String text, ObjectNode params)
            throws IOException {
        Optional<String> rawArguments = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            params.set(name, Json.MAPPER.readTree(parser));
            if (name.equals("arguments")) {
                int end = (int) parser.currentLocation().getCharOffset();
                rawArguments = Optional.of(text.substring(start, end));
            }
        }
        return rawArguments;
    }

    /// Request, notification or answer (JSON-RPC 2.0 §4 and §5).
    private static Reading sort(ObjectNode members, Optional<String> rawArguments) {
        Optional<JsonNode> id = id(members);
        if (!members.path("jsonrpc").asText().equals("2.0")
                || members.has("id") != id.isPresent()) {
            return new Unreadable(id, invalid("A message has jsonrpc 2.0 and a valid id.").error());
        }
        if (!members.has("method")) {
            return answer(members, id);
        }
        if (!members.path("method").isTextual() || !isObjectOrAbsent(members.get("params"))) {
            return new Unreadable(id, invalid("method is text and params an object.").error());
        }
        String method = members.path("method").textValue();
        ObjectNode params =
                members.path("params") instanceof ObjectNode given ? given : Json.object();
        return new One(
                id.<Message>map(one -> new Message.Request(one, method, params, rawArguments))
                        .orElseGet(() -> new Message.Notification(method, params)));
    }

    private static Reading answer(ObjectNode members, Optional<JsonNode> id) {
        boolean one = members.path("result").isObject() ^ members.path("error").isObject();
        return one && id.isPresent()
                ? new One(new Message.Answer(id.get(), members))
                : new Unreadable(
                        id, invalid("A message has a method, a result or an error.").error());
    }

    private static boolean isObjectOrAbsent(@org.jspecify.annotations.Nullable JsonNode params) {
        return params == null || params.isObject();
    }

    private static Optional<JsonNode> id(ObjectNode members) {
        JsonNode id = members.path("id");
        boolean text = id.isTextual() && id.textValue().length() <= Limits.ID_CHARACTERS;
        return text || id.isIntegralNumber() ? Optional.of(id) : Optional.empty();
    }

    private static String text(byte[] body) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(body))
                .toString();
    }

    private static Unreadable parseError(String publicText) {
        return new Unreadable(Optional.empty(), RpcError.of(RpcCode.PARSE, publicText));
    }

    private static Unreadable invalid(String publicText) {
        return new Unreadable(Optional.empty(), RpcError.of(RpcCode.INVALID_REQUEST, publicText));
    }
}
