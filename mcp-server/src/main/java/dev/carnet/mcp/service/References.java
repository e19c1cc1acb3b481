package dev.carnet.mcp.service;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// References inside a description (`#/components/…`). Others are refused: nothing is ever fetched
/// because a description says so.
record References(JsonNode document) {

    /// How often a reference may lead to another one.
    private static final int HOPS = 16;

    /// What stands there, or where its reference leads.
    JsonNode follow(JsonNode node) throws Unusable {
        JsonNode at = node;
        for (int hop = 0; hop < HOPS; hop++) {
            if (!at.path("$ref").isTextual()) {
                return at;
            }
            at = at(at.path("$ref").textValue());
        }
        throw new Unusable("its references go in a circle");
    }

    /// What that reference leads to.
    JsonNode at(String reference) throws Unusable {
        if (!reference.startsWith("#/")) {
            throw new Unusable("it refers to something outside the document: " + reference);
        }
        JsonNode found = document.at(pointer(reference));
        if (found.isMissingNode()) {
            throw new Unusable("it refers to something that is not there: " + reference);
        }
        return found;
    }

    private static JsonPointer pointer(String reference) throws Unusable {
        try {
            String text = reference.substring(1).replace("+", "%2B");
            return JsonPointer.compile(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            throw new Unusable("it has a malformed reference: " + reference);
        }
    }
}
