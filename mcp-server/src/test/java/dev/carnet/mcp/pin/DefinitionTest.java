package dev.carnet.mcp.pin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.message.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionTest {

    private static final String TOOL =
            """
            {"name":"send","title":"Send","description":"Sends.",
             "inputSchema":{"type":"object","properties":{"to":{"type":"string"}}},
             "outputSchema":{"type":"object"},"annotations":{"readOnlyHint":false}}
            """;

    private static String hash(String json) {
        return Definition.of(Kind.TOOL, Json.parse(json)).hash();
    }

    /// W10: one character of anything a model or a client reads makes another definition.
    @ParameterizedTest
    @CsvSource({
        "Sends., Sends!",
        "\"Send\", \"send\"",
        "to, too",
        "false, true",
        "\"outputSchema\":{\"type\":\"object\"}, \"outputSchema\":{\"type\":\"array\"}",
        "\"name\":\"send\", \"name\":\"sent\"",
        "\"string\", \"number\""
    })
    void any_other_word_is_another_hash(String word, String other) {
        String changed = TOOL.replace(word, other);
        assertNotEquals(TOOL, changed);
        assertNotEquals(hash(TOOL), hash(changed));
    }

    @Test
    void how_it_is_written_does_not_count() {
        ObjectNode tool = Json.parse(TOOL);
        var turned = Json.object();
        tool.propertyStream()
                .toList()
                .reversed()
                .forEach(one -> turned.set(one.getKey(), one.getValue()));
        assertEquals(hash(TOOL), Definition.of(Kind.TOOL, turned).hash());
    }

    @Test
    void what_upstreams_change_from_list_to_list_does_not_count() {
        ObjectNode tool = Json.parse(TOOL);
        tool.putObject("_meta").put("seen", 1);
        tool.putArray("icons");
        assertEquals(hash(TOOL), Definition.of(Kind.TOOL, tool).hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\",\"inputSchema\":{}}",
                "{\"name\":1}",
                "{\"name\":\"a\"}",
                "{\"name\":\"a\",\"inputSchema\":true}"
            })
    void what_cannot_be_called_is_no_definition(String json) {
        assertEquals(Optional.empty(), Definition.read(Kind.TOOL, Json.parse(json)));
    }

    @Test
    void what_is_too_large_is_no_definition() {
        ObjectNode tool = Json.parse(TOOL);
        assertTrue(Definition.read(Kind.TOOL, tool).isPresent());
        tool.put("description", "x".repeat(Limits.DEFINITION_BYTES));
        assertEquals(Optional.empty(), Definition.read(Kind.TOOL, tool));
        ObjectNode long_ =
                Json.parse(TOOL).put("name", "x".repeat(Limits.UPSTREAM_NAME_CHARACTERS + 1));
        assertEquals(Optional.empty(), Definition.read(Kind.TOOL, long_));
    }

    @Test
    void other_kinds_are_called_by_other_members() {
        var resource = Definition.read(Kind.RESOURCE, Json.parse("{\"uri\":\"a://b\"}"));
        var template = Definition.read(Kind.TEMPLATE, Json.parse("{\"uriTemplate\":\"a://{b}\"}"));
        assertEquals(Optional.of("a://b"), resource.map(Definition::name));
        assertEquals(Optional.of("a://{b}"), template.map(Definition::name));
    }
}
