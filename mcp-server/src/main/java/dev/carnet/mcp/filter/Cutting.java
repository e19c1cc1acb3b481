package dev.carnet.mcp.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.schema.SchemaCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Cuts the texts of what is too long, the longest first, and says in each how much is gone. Names,
/// numbers and addresses stay; pictures and other data that are too long go whole. What a tool has
/// promised the form of still has it, or is not touched.
final class Cutting {

    /// What tells apart and does not speak.
    private static final Set<String> KEPT = Set.of("progressToken", "level", "logger");

    private static final Set<String> MEDIA = Set.of("image", "audio");
    private static final String STRUCTURED = "structuredContent";
    private static final String TEXT = "text";

    private final boolean words;
    private final boolean structured;

    private Cutting(boolean words, boolean structured) {
        this.words = words;
        this.structured = structured;
    }

    /// What is to be cut.
    sealed interface Form {

        /// A result, and the schema of its structured content if there is one.
        record Result(Optional<ObjectNode> promised) implements Form {}

        /// What an upstream says otherwise: every text counts.
        record Words() implements Form {}
    }

    /// The members with texts so short that all is no longer than that, as JSON; empty if there is
    /// no such thing.
    static Optional<ObjectNode> cut(ObjectNode members, int most, Form form) {
        ObjectNode whole = Json.object();
        members.properties()
                .forEach(one -> whole.set(one.getKey(), Filters.parsed(one.getValue())));
        return switch (form) {
            case Form.Words _ -> new Cutting(true, false).shortened(whole, most);
            case Form.Result(Optional<ObjectNode> promised) ->
                    new Cutting(false, true)
                            .shortened(whole, most)
                            .filter(rest -> keepsPromise(whole, rest, promised))
                            .or(() -> new Cutting(false, false).shortened(whole, most));
        };
    }

    private static boolean keepsPromise(
            ObjectNode whole, ObjectNode rest, Optional<ObjectNode> promised) {
        return promised.isEmpty()
                || rest.path(STRUCTURED).equals(whole.path(STRUCTURED))
                || fits(rest.path(STRUCTURED), promised.get());
    }

    /// By a schema that cannot be read nothing fits.
    private static boolean fits(JsonNode content, ObjectNode schema) {
        try {
            return SchemaCheck.of(schema).problems(content).isEmpty();
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private Optional<ObjectNode> shortened(ObjectNode whole, int most) {
        var measured = new Shortening.Measuring();
        rest(whole, words, measured);
        return Shortening.longest(measured.lengths(), most - Filters.characters(whole))
                .map(longest -> rest(whole, words, new Shortening.To(longest)))
                .filter(rest -> Filters.characters(rest) <= most);
    }

    private ObjectNode rest(ObjectNode object, boolean all, Shortening how) {
        ObjectNode rest = Json.object();
        for (var member : object.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            boolean within = all || (structured && name.equals(STRUCTURED));
            boolean speaks = (all && !KEPT.contains(name)) || name.equals(TEXT);
            rest.set(
                    name,
                    value.isTextual() && !speaks ? value : rest(value, within || speaks, how));
        }
        return all ? rest : withoutData(rest, how);
    }

    private JsonNode rest(JsonNode node, boolean all, Shortening how) {
        return switch (node) {
            case TextNode text when all -> TextNode.valueOf(how.text(text.textValue()));
            case ObjectNode object -> rest(object, all, how);
            case ArrayNode array -> rest(array, all, how);
            default -> node;
        };
    }

    private ArrayNode rest(ArrayNode array, boolean all, Shortening how) {
        List<JsonNode> elements = new ArrayList<>(array.size());
        array.forEach(one -> elements.add(rest(one, all, how)));
        return Json.MAPPER.createArrayNode().addAll(elements);
    }

    private static ObjectNode withoutData(ObjectNode block, Shortening how) {
        if (MEDIA.contains(block.path("type").asText()) && block.path("data").isTextual()) {
            return how.data(block.path("data").textValue())
                    .map(mark -> Json.object().put("type", TEXT).put(TEXT, mark))
                    .orElse(block);
        }
        if (block.path("blob").isTextual() && block.has("uri")) {
            how.data(block.path("blob").textValue())
                    .ifPresent(mark -> {
                        block.remove("blob");
                        block.put("mimeType", "text/plain").put(TEXT, mark);
                    });
        }
        return block;
    }
}
