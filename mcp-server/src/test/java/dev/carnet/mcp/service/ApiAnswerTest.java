package dev.carnet.mcp.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Reply;
import dev.carnet.mcp.upstream.Slices;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a service answers reaches the model as what it is.
class ApiAnswerTest {

    @Test
    void json_arrives_byte_for_byte() {
        String exact = "{\"price\": 1.10, \"id\": 12345678901234567890, \"e\": 1e5}";
        Slices members = done(200, "application/json", exact);
        assertEquals(Optional.of(exact), members.text("structuredContent"));
        assertEquals(exact, members.tree("content").path(0).path("text").asText());
    }

    @Test
    void a_list_is_text_and_no_structured_content() {
        Slices members = done(200, "application/vnd.api+json", "[1]");
        assertTrue(members.text("structuredContent").isEmpty());
        assertEquals("[1]", members.tree("content").path(0).path("text").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv, text",
        "image/png, image",
        "audio/ogg, audio",
        "application/pdf, resource",
        "'', resource"
    })
    void other_bodies_are_what_their_type_says(String mediaType, String block) {
        Slices members = done(200, mediaType, "x");
        assertEquals(block, members.tree("content").path(0).path("type").asText());
    }

    @Test
    void what_only_claims_to_be_json_is_kept_as_bytes() {
        for (String broken : new String[] {"{", "{}{}", "{\"a\":1,\"a\":2}", "[".repeat(5_000)}) {
            Slices members = done(200, "application/json", broken);
            assertEquals("resource", members.tree("content").path(0).path("type").asText());
        }
    }

    @Test
    void a_refusal_is_the_tools_own_error_and_bounded() {
        Slices members = done(404, "text/plain", "x".repeat(100_000));
        assertTrue(members.tree("isError").asBoolean());
        String text = members.tree("content").path(0).path("text").asText();
        assertTrue(text.startsWith("HTTP 404\nx"));
        assertTrue(text.length() < ServiceLimits.ERROR_CHARACTERS + 20);
    }

    @ParameterizedTest
    @CsvSource({
        "401, AUTHENTICATION",
        "500, DOWNSTREAM",
        "503, DOWNSTREAM",
        "302, PROTOCOL",
        "101, DOWNSTREAM"
    })
    void faults_are_told_apart_without_a_word_of_the_service(int status, FaultClass kind) {
        var broken =
                assertInstanceOf(
                        Broken.class, answer(status, "text/html", "<b>secret</b>").reply());
        assertEquals(kind, broken.kind());
        assertFalse(broken.publicText().contains("secret"));
    }

    private static Slices done(int status, String mediaType, String body) {
        return assertInstanceOf(Reply.Done.class, answer(status, mediaType, body).reply())
                .members();
    }

    private static ApiAnswer answer(int status, String mediaType, String body) {
        return new ApiAnswer(status, mediaType, Buffer.buffer(body), "https://api.test/x");
    }
}
