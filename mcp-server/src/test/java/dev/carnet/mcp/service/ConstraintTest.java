package dev.carnet.mcp.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.service.Fence.Group;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {

    private static final JsonNode REQUEST =
            json(
                    "{\"method\":\"POST\",\"path\":\"/repos/octo/app/deployments\","
                            + "\"query\":{\"tag\":[\"a\",\"b\"],\"none\":[]},"
                            + "\"body\":{\"environment\":\"staging\",\"amount\":12,\"dry\":true,"
                            + "\"items\":[{\"id\":1},{\"id\":2}],\"gap\":null}}");

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static Constraint of(String path, String op, String value) {
        return new Constraint("c", path, op, json(value), Optional.empty());
    }

    /// D9: each operator, and each way not to hold.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "method | eq | \"POST\" | true",
                "method | eq | \"post\" | false",
                "body.amount | eq | 12 | true",
                "body.amount | eq | \"12\" | true",
                "body.amount | eq | 13 | false",
                "body.dry | eq | true | true",
                "body.environment | in | [\"staging\",\"test\"] | true",
                "body.environment | in | [\"production\"] | false",
                "path | starts_with | \"/repos/octo/\" | true",
                "path | starts_with | \"/repos/octo/app2\" | false",
                "path | matches | \"/repos/octo/[^/]+/deployments\" | true",
                "path | matches | \"/repos/octo/[^/]+\" | false",
                "query.tag | in | [\"a\",\"b\"] | true",
                "query.tag | in | [\"a\"] | false",
                "query.none | in | [\"a\"] | false",
                "body.items.id | in | [1,2] | true",
                "body.items.id | in | [1] | false",
                "body.items.name | eq | \"x\" | false",
                "body.items | eq | \"x\" | false",
                "body.gap | eq | \"x\" | false",
                "body.missing | eq | \"x\" | false",
                "headers.x | eq | \"x\" | false",
            })
    void each_operator_holds_for_what_it_names(
            String path, String op, String value, boolean holds) {
        assertEquals(holds, of(path, op, value).holds(REQUEST));
    }

    @Test
    void a_part_that_is_not_there_holds_only_where_it_is_optional() {
        var optional =
                new Constraint("c", "query.channel", "eq", json("\"C1\""), Optional.of(true));
        assertTrue(optional.holds(REQUEST));
        assertFalse(optional.holds(json("{\"query\":{\"channel\":[\"C2\"]}}")));
        assertFalse(optional.holds(json("{\"query\":{\"channel\":[]}}")));
        assertFalse(optional.holds(json("{\"query\":[{}]}")));
        var body =
                new Constraint(
                        "c", "body.environment", "eq", json("\"staging\""), Optional.of(true));
        assertFalse(body.holds(json("{\"body\":\"{\\\"environment\\\":\\\"production\\\"}\"}")));
    }

    /// D9: a service that reads names without case would read the other one.
    @Test
    void a_name_in_other_letters_holds_to_nothing() {
        var staging =
                new Constraint(
                        "c", "body.environment", "eq", json("\"staging\""), Optional.of(true));
        assertTrue(staging.holds(json("{\"body\":{\"environment\":\"staging\"}}")));
        assertFalse(staging.holds(json("{\"body\":{\"Environment\":\"production\"}}")));
        assertFalse(
                staging.holds(
                        json(
                                "{\"body\":{\"environment\":\"staging\","
                                        + "\"Environment\":\"production\"}}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "in | \"a\"",
                "in | []",
                "in | [{}]",
                "eq | [\"a\"]",
                "eq | {}",
                "starts_with | \"\"",
                "starts_with | 1",
                "matches | 1",
                "matches | \"(\"",
                "matches | \"(?=a)\"",
                "matches | \"((a{100}){100})\"",
            })
    void what_is_no_constraint_is_refused(String op, String value) {
        assertTrue(of("path", op, value).flaw().isPresent());
    }

    /// D9: an expression that would fill the memory is refused before it is compiled.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "\\\\Q[\\\\E((a{1000}){1000}){1000}",
                "[^^]((a{1000}){1000}){1000}",
                "[[:alpha:][]((a{1000}){1000}){1000}"
            })
    void an_expression_without_bounds_is_never_compiled(String expression) {
        assertEquals(
                Optional.of("the regular expression is too large"),
                of("path", "matches", "\"" + expression + "\"").flaw());
    }

    /// D9: all constraints hold, and those of one intent at least.
    @Test
    void a_fence_names_what_a_request_does_not_hold_to() {
        var post = of("method", "eq", "\"POST\"");
        var staging =
                new Constraint(
                        "github.deploy/environment",
                        "body.environment",
                        "eq",
                        json("\"staging\""),
                        Optional.empty());
        var get = of("method", "eq", "\"GET\"");
        var deploy = new Group("github.deploy", List.of(post, staging));
        var read = new Group("github.read", List.of(get));
        JsonNode production =
                json("{\"method\":\"POST\",\"body\":{\"environment\":\"production\"}}");

        assertEquals(Optional.empty(), Fence.OPEN.objection(production));
        assertEquals(
                Optional.of("github.deploy/environment"),
                new Fence(List.of(), List.of(deploy)).objection(production));
        assertEquals(
                Optional.empty(), new Fence(List.of(), List.of(read, deploy)).objection(REQUEST));
        assertEquals(
                Optional.of("intents github.read github.deploy"),
                new Fence(List.of(), List.of(read, deploy)).objection(production));
        assertEquals(Optional.of("c"), new Fence(List.of(get), List.of(deploy)).objection(REQUEST));
    }

    @Test
    void parts_are_taken_from_what_is_sent() throws Unusable {
        var arguments =
                (com.fasterxml.jackson.databind.node.ObjectNode)
                        json(
                                "{\"method\":\"POST\",\"path\":\"/a/b\",\"query\":{\"q\":\"x&y=z\"},\"headers\":{\"X-One\":\"1\",\"Authorization\":\"Bearer"
                                        + " t\"},\"body\":{\"k\":[1]}}");
        ApiRequest request = ProxyRequest.request(arguments);
        JsonNode parts =
                ApiParts.of("https://api.example:8443/v1/", request, arguments.path("body"));
        assertEquals("/v1/a/b", parts.at("/url/pathname").asText());
        assertEquals("api.example:8443", parts.at("/url/host").asText());
        assertEquals("x&y=z", parts.at("/query/q/0").asText());
        assertFalse(parts.path("query").has("y"));
        assertEquals("1", parts.at("/headers/x-one").asText());
        assertFalse(parts.path("headers").has("authorization"));
        assertEquals(1, parts.at("/body/k/0").asInt());
    }
}
