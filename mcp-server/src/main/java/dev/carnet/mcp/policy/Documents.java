package dev.carnet.mcp.policy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.Map;

/// Policy documents between the body of a request, the database and the reader.
final class Documents {

    /// A policy of nothing but the defaults.
    static final String EMPTY = "{\"rules\":[],\"limits\":[]}";

    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private Documents() {}

    /// As JSON of an answer.
    static Map<String, Object> map(String document) {
        return Json.MAPPER.convertValue(Json.parse(document), MEMBERS);
    }

    /// As a tree.
    static ObjectNode tree(Map<String, Object> document) {
        return Json.MAPPER.valueToTree(document);
    }

    /// As it is kept.
    static String text(JsonNode tree) {
        return tree.toString();
    }
}
