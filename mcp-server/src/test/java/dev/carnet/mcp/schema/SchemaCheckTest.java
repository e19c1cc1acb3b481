package dev.carnet.mcp.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaCheck passport =
            SchemaCheck.of(
                    json(
                            """
                            {"type":"object","additionalProperties":false,"required":["agent_id"],
                             "properties":{
                               "agent_id":{"type":"string","pattern":"^agt_[a-z0-9]{4}$"},
                               "ttl_seconds":{"type":"integer","minimum":60,"maximum":3600},
                               "intent":{"type":"object","additionalProperties":false,
                                         "required":["summary"],
                                         "properties":{"summary":{"type":"string"}}},
                               "scopes":{"type":"array","uniqueItems":true,"maxItems":3,
                                         "items":{"enum":["carnet:read","carnet:write"]}}}}
                            """));

    @Test
    void what_fits_has_no_problems() {
        assertProblems(
                "{\"agent_id\":\"agt_ab12\",\"ttl_seconds\":60,\"intent\":{\"summary\":\"x\"},"
                        + "\"scopes\":[\"carnet:read\"]}");
    }

    @Test
    void names_the_missing_field() {
        assertProblems("{}", "/agent_id: is required");
        assertProblems("{\"agent_id\":\"agt_ab12\",\"intent\":{}}", "/intent/summary: is required");
    }

    @Test
    void names_the_unknown_field() {
        assertProblems(
                "{\"agent_id\":\"agt_ab12\",\"admin\":true}", "/admin: is not a known field");
    }

    @Test
    void names_the_field_that_is_out_of_bounds_or_of_another_type() {
        assertProblems(
                "{\"agent_id\":\"agt_ab12\",\"ttl_seconds\":7200}",
                "/ttl_seconds: must have a maximum value of 3600");
        assertProblems(
                "{\"agent_id\":\"agt_ab12\",\"ttl_seconds\":\"60\"}",
                "/ttl_seconds: string found, integer expected");
        assertProblems(
                "{\"agent_id\":\"agt_ab12\",\"scopes\":[\"carnet:all\"]}",
                "/scopes/0: does not have a value in the enumeration"
                        + " [\"carnet:read\", \"carnet:write\"]");
    }

    @Test
    void says_at_most_five_things() {
        String five = "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}";
        assertEquals(5, passport.problems(json(five)).size());
    }

    @Test
    void never_fetches_a_reference() throws Exception {
        var visits = new AtomicInteger();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> visits.incrementAndGet());
        server.start();
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"http://127.0.0.1:%d/s\"}}}"
                        .formatted(server.getAddress().getPort());
        assertThrows(
                RuntimeException.class,
                () -> SchemaCheck.of(json(schema)).problems(json("{\"a\":1}")));
        server.stop(0);
        assertEquals(0, visits.get());
    }

    private void assertProblems(String value, String... expected) {
        assertEquals(List.of(expected), passport.problems(json(value)));
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
