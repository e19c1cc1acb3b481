package dev.carnet.auth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The members of a registration request, each of the type RFC 7591 §2 gives it or refused; `null`
/// counts as omitted.
record Metadata(JsonNode body) {

    Metadata {
        if (!body.isObject()) {
            throw wrong("The body must be a JSON object.");
        }
    }

    Optional<String> text(String name) {
        return member(name).map(node -> text(name, node));
    }

    Optional<List<String>> texts(String name) {
        return member(name).map(node -> texts(name, node));
    }

    boolean flag(String name) {
        return member(name)
                .map(node -> {
                    if (!node.isBoolean()) {
                        throw wrong("The member " + name + " must be true or false.");
                    }
                    return node.booleanValue();
                })
                .orElse(false);
    }

    Optional<String> object(String name) {
        return member(name)
                .map(node -> {
                    if (!node.isObject()) {
                        throw wrong("The member " + name + " must be an object.");
                    }
                    return node.toString();
                });
    }

    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(body.get(name)).filter(node -> !node.isNull());
    }

    private static List<String> texts(String name, JsonNode node) {
        if (!node.isArray()) {
            throw wrong("The member " + name + " must be an array of strings.");
        }
        var texts = new ArrayList<String>();
        node.forEach(element -> texts.add(text(name, element)));
        return List.copyOf(texts);
    }

    private static String text(String name, JsonNode node) {
        if (!node.isTextual()) {
            throw wrong("The member " + name + " must consist of strings.");
        }
        return node.textValue();
    }

    private static Refusal wrong(String text) {
        return Refusal.of(ErrorCode.INVALID_CLIENT_METADATA, text);
    }
}
