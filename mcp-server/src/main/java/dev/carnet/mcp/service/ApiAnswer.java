package dev.carnet.mcp.service;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Rebuff;
import dev.carnet.mcp.upstream.Reply;
import dev.carnet.mcp.upstream.Slices;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a service answered.
///
/// @param mediaType of the body, without its parameters
/// @param uri what was asked for, for bodies that are neither JSON nor text
record ApiAnswer(int status, String mediaType, Buffer body, String uri) {

    /// The answer as a tool's result: text as text, JSON byte for byte and as structured content,
    /// pictures and sound as such, anything else as an embedded resource. An answer that says no is
    /// the tool's own error; one that does not take what proves us, or that fails, is a fault.
    Reply reply() {
        return switch (status / 100) {
            case 2 -> new Reply.Done(result());
            case 3 -> broken(FaultClass.PROTOCOL, Trip.NOT_FOLLOWED);
            case 4 -> status == 401 ? unauthenticated() : new Reply.Done(refusal());
            default -> broken(FaultClass.DOWNSTREAM, "The service failed (HTTP " + status + ").");
        };
    }

    /// The answer for who speaks to the service themselves: status and headers as one text, its
    /// body behind it, and all three as structured content.
    Reply whole(Map<String, String> headers) {
        if (status == 401) {
            return unauthenticated();
        }
        var head = new StringBuilder("HTTP " + status);
        headers.forEach((name, value) -> head.append('\n').append(name).append(": ").append(value));
        ArrayNode blocks = Json.MAPPER.createArrayNode().add(textBlock(head.toString()));
        Optional<String> json = isJson() ? jsonText() : Optional.empty();
        if (body.length() > 0) {
            blocks.add(
                    json.map(ApiAnswer::textBlock)
                            .orElseGet(() -> mediaType.startsWith("text/") ? texts() : other()));
        }
        var slices = new LinkedHashMap<String, String>();
        slices.put("content", blocks.toString());
        slices.put(
                "structuredContent",
                "{\"status\":%d,\"headers\":%s%s}"
                        .formatted(
                                status,
                                Json.MAPPER.valueToTree(headers),
                                json.map(text -> ",\"body\":" + text).orElse("")));
        if (status / 100 >= 4) {
            slices.put("isError", "true");
        }
        return new Reply.Done(new Slices(slices));
    }

    /// Arguments the service was never asked with: an error that a model can read and correct.
    static Reply wrong(String publicText) {
        var members = content(textBlock(publicText));
        members.put("isError", true);
        return new Reply.Done(slices(members));
    }

    private static Broken unauthenticated() {
        return new Broken(
                FaultClass.AUTHENTICATION,
                "The service does not take the credential (HTTP 401).",
                Optional.of(new Rebuff(401, Optional.empty())));
    }

    private static Broken broken(FaultClass kind, String publicText) {
        return new Broken(kind, publicText, Optional.empty());
    }

    private Slices refusal() {
        String said = text().map(ApiAnswer::shortened).orElse("");
        var members = content(textBlock(("HTTP " + status + "\n" + said).strip()));
        members.put("isError", true);
        return slices(members);
    }

    private Slices result() {
        if (body.length() == 0) {
            return slices(content(textBlock("HTTP " + status)));
        }
        if (isJson()) {
            return json().orElseGet(() -> slices(content(other())));
        }
        return slices(content(mediaType.startsWith("text/") ? texts() : other()));
    }

    private boolean isJson() {
        return mediaType.equals("application/json") || mediaType.endsWith("+json");
    }

    /// The text of an object is its structured content, too: the very bytes.
    private Optional<Slices> json() {
        return jsonText()
                .map(text -> {
                    var members = slices(content(textBlock(text)));
                    if (kind(text).filter(JsonToken.START_OBJECT::equals).isPresent()) {
                        members.members().put("structuredContent", text);
                    }
                    return members;
                });
    }

    private Optional<String> jsonText() {
        return text().filter(text -> kind(text).isPresent());
    }

    /// The first token, if the whole is one JSON text within bounds.
    private static Optional<JsonToken> kind(String text) {
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            Optional<JsonToken> first = Optional.ofNullable(parser.nextToken());
            parser.skipChildren();
            return parser.nextToken() == null ? first : Optional.empty();
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        } catch (IOException impossible) {
            throw new IllegalStateException("a string cannot be read", impossible);
        }
    }

    private ObjectNode texts() {
        return text().map(ApiAnswer::textBlock).orElseGet(this::other);
    }

    private Optional<String> text() {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body.getBytes()))
                            .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    private ObjectNode other() {
        String family = mediaType.split("/", -1)[0].toLowerCase(Locale.ROOT);
        String data = Base64.getEncoder().encodeToString(body.getBytes());
        if (family.equals("image") || family.equals("audio")) {
            return Json.object().put("type", family).put("data", data).put("mimeType", mediaType);
        }
        var block = Json.object().put("type", "resource");
        block.putObject("resource")
                .put("uri", uri)
                .put("mimeType", mediaType.isEmpty() ? "application/octet-stream" : mediaType)
                .put("blob", data);
        return block;
    }

    private static ObjectNode textBlock(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    private static ObjectNode content(JsonNode block) {
        var members = JsonNodeFactory.instance.objectNode();
        members.putArray("content").add(block);
        return members;
    }

    private static Slices slices(ObjectNode members) {
        var slices = new LinkedHashMap<String, String>();
        members.properties().forEach(one -> slices.put(one.getKey(), one.getValue().toString()));
        return new Slices(slices);
    }

    private static String shortened(String text) {
        return text.length() > ServiceLimits.ERROR_CHARACTERS
                ? text.substring(0, ServiceLimits.ERROR_CHARACTERS) + "…"
                : text;
    }
}
