package dev.carnet.mcp.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.Operation.BodyKind;
import dev.carnet.mcp.service.Operation.Method;
import dev.carnet.mcp.service.Operation.Parameter;
import dev.carnet.mcp.service.Operation.Place;
import dev.carnet.mcp.service.Operation.Style;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No argument leaves the place it belongs to.
class ApiRequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b&c=d       | /things/a%20b%26c%3Dd",
                "x/y/..z       | /things/x%2Fy%2F..z",
                "7?all=1#f     | /things/7%3Fall%3D1%23f",
                "%2e%2e        | /things/%252e%252e",
                "é             | /things/%C3%A9"
            })
    void a_value_stays_within_its_segment(String value, String target) throws Unusable {
        assertEquals(target, path(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "x/../../admin", "x\\..\\admin", "..;/admin"})
    void a_segment_that_would_make_another_path_is_refused(String value) {
        assertThrows(Unusable.class, () -> path(value));
    }

    @Test
    void a_header_holds_no_line_break() {
        var operation = operation(Place.HEADER, Style.JOINED, Optional.empty());
        assertThrows(
                Unusable.class,
                () ->
                        ApiRequest.of(
                                operation,
                                Json.parse("{\"p\":\"x\\r\\nAuthorization: Bearer y\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EXPLODED | [\"a,b\",\"c\"]        | ?q=a%2Cb&q=c",
                "JOINED   | [\"a,b\",\"c\"]        | ?q=a%2Cb,c",
                "DEEP     | {\"k\":\"v&w\"}         | ?q%5Bk%5D=v%26w",
                "EXPLODED | {\"k\":\"v\",\"l\":1.10} | ?k=v&l=1.10",
                "JSON     | {\"k\":[1]}             | ?q=%7B%22k%22%3A%5B1%5D%7D",
                "EXPLODED | null                    | ``"
            })
    void queries_are_written_by_their_style(Style style, String value, String query)
            throws Unusable {
        var operation = operation(Place.QUERY, style, Optional.empty());
        String target = ApiRequest.of(operation, Json.parse("{\"p\":" + value + "}")).target();
        assertEquals("/things" + query, target);
    }

    @Test
    void a_body_is_sent_as_it_was_described() throws Unusable {
        var arguments = Json.parse("{\"body\":{\"a\":\"1&2\",\"b\":[\"x\",\"y\"],\"n\":1.10}}");
        assertEquals(
                Optional.of("{\"a\":\"1&2\",\"b\":[\"x\",\"y\"],\"n\":1.10}"),
                ApiRequest.of(body(BodyKind.JSON), arguments).body());
        var form = ApiRequest.of(body(BodyKind.FORM), arguments);
        assertEquals(Optional.of("a=1%262&b=x&b=y&n=1.10"), form.body());
        assertEquals("application/x-www-form-urlencoded", form.headers().get("Content-Type"));
    }

    @Test
    void paths_without_a_description_are_plain() {
        for (String path : List.of("/", "/a", "/v1/users/7", "/a.b/..c/d~")) {
            assertTrue(PlainOperations.isPlain(path), path);
        }
        for (String path :
                List.of(
                        "",
                        "a",
                        "//a",
                        "/a//b",
                        "/../a",
                        "/public/..;/..;/admin",
                        "/a".repeat(100_000),
                        "/a/..",
                        "/a/./b",
                        "/a%2fb",
                        "/a?b",
                        "/a#b",
                        "/a\\b",
                        "/a b",
                        "http://a/")) {
            assertFalse(PlainOperations.isPlain(path), path);
        }
    }

    private static String path(String value) throws Unusable {
        var operation =
                new Operation(
                        "get",
                        "",
                        "",
                        Method.GET,
                        "/things/{id}",
                        List.of(new Parameter("id", "id", Place.PATH, Style.JOINED)),
                        Optional.empty(),
                        Json.object());
        return ApiRequest.of(operation, Json.object().put("id", value)).target();
    }

    private static Operation operation(Place place, Style style, Optional<BodyKind> body) {
        return new Operation(
                "op",
                "",
                "",
                Method.POST,
                "/things",
                List.of(new Parameter("p", "q", place, style)),
                body,
                Json.object());
    }

    private static Operation body(BodyKind kind) {
        return operation(Place.QUERY, Style.EXPLODED, Optional.of(kind));
    }
}
