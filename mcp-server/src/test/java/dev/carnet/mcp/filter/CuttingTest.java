package dev.carnet.mcp.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.filter.Cutting.Form;
import dev.carnet.mcp.filter.Filters.Screened;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.policy.FilterTerms;
import dev.carnet.mcp.policy.FilterTerms.Action;
import dev.carnet.mcp.policy.FilterTerms.Size;
import dev.carnet.mcp.schema.SchemaCheck;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of results that are longer than a filter says.
class CuttingTest {

    private static final String MARK = "characters left out by a filter of this workspace]";
    private static final String KEY = "AKIA" + "IOSFODNN7EXAMPLE";

    private static FilterTerms cut(int characters) {
        return terms(Size.of(characters, Action.REDACT));
    }

    private static FilterTerms terms(Size size) {
        return new FilterTerms(size, Action.ALLOW, Action.ALLOW);
    }

    private static Form result(String... schema) {
        return new Form.Result(List.of(schema).stream().map(Json::parse).findFirst());
    }

    private static ObjectNode rest(ToolResult whole, int characters, Form form) {
        var cut =
                assertInstanceOf(
                        Screened.Redacted.class, Filters.screened(whole, cut(characters), form));
        assertEquals("size", cut.kinds());
        ObjectNode rest = assertInstanceOf(ToolResult.class, cut.rest()).members();
        assertTrue(Filters.characters(rest) <= characters, Filters.characters(rest) + " long");
        return rest;
    }

    @Test
    void what_is_allowed_passes_as_it_is_and_is_noted() {
        var whole = ToolResult.text("x".repeat(2_000));
        var terms = terms(Size.of(1_000, Action.ALLOW));
        assertEquals(new Screened.Noted("size"), Filters.screened(whole, terms, result()));
        var small = ToolResult.text("x");
        assertEquals(new Screened.Clean(), Filters.screened(small, terms, result()));
    }

    @Test
    void what_is_blocked_is_withheld() {
        var whole = ToolResult.text("x".repeat(2_000));
        var terms = terms(Size.of(1_000, Action.BLOCK));
        assertInstanceOf(Screened.Blocked.class, Filters.screened(whole, terms, result()));
    }

    /// Each size is a filter's own: what one cuts another may withhold.
    @Test
    void of_several_filters_each_counts() {
        var both =
                cut(1_000)
                        .and(terms(Size.of(5_000, Action.BLOCK)))
                        .and(terms(Size.of(10, Action.ALLOW)));
        var some = ToolResult.text("x".repeat(2_000));
        assertInstanceOf(Screened.Redacted.class, Filters.screened(some, both, result()));
        var much = ToolResult.text("x".repeat(6_000));
        assertInstanceOf(Screened.Blocked.class, Filters.screened(much, both, result()));
        var few = ToolResult.text("x".repeat(100));
        assertEquals(new Screened.Noted("size"), Filters.screened(few, both, result()));
    }

    /// The longest text gives most; what is short, a name, a number or an address stays.
    @ParameterizedTest
    @ValueSource(strings = {"x", "\n", "\"", "\u0001", "é", "\ud83d\ude00"})
    void texts_are_cut_with_a_mark_and_the_rest_stays(String letter) {
        var members = Json.parse("{\"_meta\":{\"n\":1.10},\"content\":[]}");
        var content = members.withArray("/content");
        content.addObject().put("type", "text").put("text", "short");
        content.addObject().put("type", "text").put("text", letter.repeat(5_000));
        content.addObject().put("type", "resource_link").put("uri", "https://a.example/x");
        ObjectNode rest = rest(ToolResult.of(members), 1_000, result());
        assertEquals("{\"n\":1.10}", rest.path("_meta").toString());
        assertEquals("short", rest.at("/content/0/text").asText());
        assertEquals("https://a.example/x", rest.at("/content/2/uri").asText());
        String text = rest.at("/content/1/text").asText();
        assertTrue(text.startsWith(letter) && text.endsWith(MARK), text);
        int kept = text.indexOf("… [cut: ");
        int gone = Integer.parseInt(text.substring(kept + 8, text.indexOf(' ', kept + 8)));
        assertEquals(letter.length() * 5_000, kept + gone);
        assertEquals(0, kept % letter.length());
    }

    @Test
    void pictures_and_data_that_are_too_long_go_whole() {
        String data = "QUJD".repeat(1_000);
        var image = Json.object();
        image.putArray("content")
                .addObject()
                .put("type", "image")
                .put("mimeType", "image/png")
                .put("data", data);
        ObjectNode rest = rest(ToolResult.of(image), 1_000, result());
        assertEquals(
                "{\"type\":\"text\",\"text\":\"[cut: 4000 characters of data left out by a filter of"
                        + " this workspace]\"}",
                rest.at("/content/0").toString());
        var file = Json.object();
        file.putArray("contents").addObject().put("uri", "file:///one").put("blob", data);
        ObjectNode told = rest(ToolResult.of(file), 1_000, result());
        assertEquals("file:///one", told.at("/contents/0/uri").asText());
        assertTrue(told.at("/contents/0/text").asText().startsWith("[cut: 4000"));
        assertFalse(told.at("/contents/0").has("blob"));
    }

    /// A promised form is kept: texts in it are cut where the schema lets them be.
    @Test
    void structured_content_still_fits_its_schema() {
        var content = Json.object().put("id", "a-1").put("n", 7).put("body", "b".repeat(3_000));
        String schema =
                """
                {"type":"object","required":["id","body"],"additionalProperties":false,
                 "properties":{"id":{"enum":["a-1"]},"n":{"type":"integer"},
                  "body":{"type":"string"}}}\
                """;
        ObjectNode rest = rest(ToolResult.structured(content), 1_500, result(schema));
        ObjectNode kept = (ObjectNode) rest.path("structuredContent");
        assertEquals(List.of(), SchemaCheck.of(Json.parse(schema)).problems(kept));
        assertEquals("a-1", kept.path("id").asText());
        assertEquals(7, kept.path("n").asInt());
        assertTrue(kept.path("body").asText().endsWith(MARK));
        assertTrue(rest.at("/content/0/text").asText().endsWith(MARK));
    }

    /// Where the schema does not let them be, it stays whole, and only the text beside it is cut;
    /// if that is not enough, nothing passes.
    @Test
    void what_the_schema_fixes_is_never_cut() {
        String body = "b".repeat(1_000);
        String schema =
                "{\"type\":\"object\",\"properties\":{\"body\":{\"const\":\"" + body + "\"}}}";
        var whole = ToolResult.structured(Json.object().put("body", body));
        ObjectNode rest = rest(whole, 1_500, result(schema));
        assertEquals(body, rest.at("/structuredContent/body").asText());
        assertTrue(rest.at("/content/0/text").asText().endsWith(MARK));
        assertInstanceOf(Screened.Blocked.class, Filters.screened(whole, cut(900), result(schema)));
    }

    @Test
    void what_is_long_without_texts_is_withheld() {
        var members = Json.object();
        var numbers = members.putArray("content");
        for (int i = 0; i < 1_000; i++) {
            numbers.add(i);
        }
        var whole = ToolResult.of(members);
        assertInstanceOf(Screened.Blocked.class, Filters.screened(whole, cut(500), result()));
    }

    /// What was found is taken out of the whole before it is cut, so that nothing hides at the
    /// edge.
    @Test
    void a_secret_at_the_edge_is_found_first() {
        var terms = new FilterTerms(Size.of(500, Action.REDACT), Action.REDACT, Action.ALLOW);
        for (int before = 300; before < 420; before++) {
            var whole = ToolResult.text(" ".repeat(before) + KEY + " ".repeat(1_000));
            var cut =
                    assertInstanceOf(
                            Screened.Redacted.class, Filters.screened(whole, terms, result()));
            assertFalse(cut.rest().toString().contains(KEY.substring(0, 5)));
            assertEquals("size secret:aws_access_key", cut.kinds());
        }
    }

    @Test
    void words_of_a_failure_are_cut_wherever_they_stand() {
        var failed =
                new Outcome.Failed(
                        "upstream_error",
                        RpcCode.INVALID_PARAMS,
                        "m".repeat(2_000),
                        Optional.of(Json.parse("{\"hint\":\"" + "h".repeat(2_000) + "\"}")));
        var cut =
                assertInstanceOf(
                        Screened.Redacted.class, Filters.screened(failed, cut(1_000), result()));
        var rest = assertInstanceOf(Outcome.Failed.class, cut.rest());
        assertTrue(rest.publicText().endsWith(MARK));
        assertTrue(rest.data().orElseThrow().path("hint").asText().endsWith(MARK));
    }
}
