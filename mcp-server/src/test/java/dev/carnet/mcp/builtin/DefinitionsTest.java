package dev.carnet.mcp.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.carnet.mcp.schema.SchemaCheck;
import dev.carnet.mcp.tool.ToolDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whoami",
                "list_clients",
                "list_keys",
                "create_key",
                "list_agents",
                "register_agent",
                "issue_passport",
                "verify_passport",
                "checkpoint",
                "checkout",
                "list_passports",
                "revoke",
                "audit_list",
                "audit_head",
                "audit_verify",
                "events_list",
                "event_resolve",
                "event_snooze",
                "posture",
                "policy_check",
                "reviews_list",
                "review_decide"
            })
    void a_definition_is_complete_and_bounded(String name) {
        ToolDefinition tool = Definitions.of(name);
        assertEquals(name, tool.name());
        assertFalse(tool.title().isBlank());
        assertTrue(tool.description().length() > 60, "too short for a model");
        assertIsSchema(tool.inputSchema());
        assertIsSchema(tool.outputSchema().orElseThrow());
        assertFalse(tool.inputSchema().path("additionalProperties").asBoolean(true));
        tool.inputSchema().path("properties").properties().forEach(DefinitionsTest::assertBounded);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create_key | {\"name\":\"laptop\",\"expires\":\"30d\"}",
                "create_key | {\"name\":\"laptop\",\"expires\":\"2027-01-01T00:00:00Z\"}",
                "issue_passport | {\"agent_id\":\"agt_00000000000000000000\",\"intent\":\"tidy\"}",
                "revoke | {\"type\":\"key\",\"id\":\"key_1\",\"reason\":\"lost\"}",
                "audit_list | {\"from\":\"2026-11-20T10:00:00Z\",\"limit\":100}",
                "whoami | {}"
            })
    void takes(String name, String arguments) throws Exception {
        assertEquals(List.of(), problems(name, arguments));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create_key | {} | /name",
                "create_key | {\"name\":\"\"} | /name",
                "create_key | {\"name\":\"a\",\"kind\":\"root\"} | /kind",
                "create_key | {\"name\":\"a\",\"expires\":\"tomorrow\"} | /expires",
                "list_keys | {\"limit\":0} | /limit",
                "list_keys | {\"limit\":101} | /limit",
                "list_keys | {\"limit\":\"5\"} | /limit",
                "list_clients | {\"workspace\":\"ws_1\"} | /workspace",
                "issue_passport | {\"agent_id\":\"agt_1\",\"intent\":\"x\"} | /agent_id",
                "issue_passport | {\"intent\":\"x\",\"agent_id\":\"agt_00000000000000000000\","
                        + "\"ttl_seconds\":59} | /ttl_seconds",
                "issue_passport | {\"intent\":\"x\",\"agent_id\":\"agt_00000000000000000000\","
                        + "\"scopes\":[\"carnet:all\"]} | /scopes/0",
                "verify_passport | {\"token\":\"not a token, but long enough\"} | /token",
                "revoke | {\"type\":\"everything\",\"id\":\"x\",\"reason\":\"x\"} | /type",
                "revoke | {\"type\":\"key\",\"id\":\"../keys\",\"reason\":\"x\"} | /id",
                "revoke | {\"type\":\"key\",\"id\":\"key_1\"} | /reason",
                "audit_list | {\"from\":\"yesterday\"} | /from",
                "events_list | {\"severity\":\"dire\"} | /severity",
                "events_list | {\"resolved\":\"yes\"} | /resolved",
                "event_snooze | {\"id\":\"sev_12\",\"days\":0} | /days",
                "event_snooze | {\"id\":\"sev_12\",\"days\":91} | /days",
                "event_snooze | {\"id\":\"sev_12\"} | /days",
                "event_resolve | {\"id\":\"../detectors\"} | /id",
                "review_decide | {\"id\":\"rev_1/../x\",\"version\":1,\"decision\":\"accept\"} | /id",
                "review_decide | {\"id\":\"rev_12\",\"version\":1,\"decision\":\"maybe\"} | /decision",
                "review_decide | {\"id\":\"rev_12\",\"decision\":\"accept\"} | /version",
                "reviews_list | {\"state\":\"open\"} | /state",
                "audit_verify | {\"force\":true} | /force"
            })
    void names_the_wrong_field(String name, String arguments, String field) throws Exception {
        var problems = problems(name, arguments);
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().startsWith(field + ": "), problems::toString);
    }

    @Test
    void only_the_tools_that_change_something_say_so() {
        for (String name : List.of("create_key", "register_agent", "issue_passport", "revoke")) {
            assertFalse(Definitions.of(name).annotations().readOnly(), name);
        }
        assertTrue(Definitions.of("revoke").annotations().destructive());
        assertTrue(Definitions.of("revoke").annotations().idempotent());
        assertFalse(Definitions.of("create_key").annotations().idempotent());
        assertTrue(Definitions.of("review_decide").annotations().destructive());
        for (String name : List.of("review_decide", "event_resolve", "event_snooze")) {
            assertFalse(Definitions.of(name).annotations().readOnly(), name);
        }
        for (String name :
                List.of("audit_verify", "events_list", "reviews_list", "policy_check", "posture")) {
            assertTrue(Definitions.of(name).annotations().readOnly(), name);
        }
    }

    private static List<String> problems(String name, String arguments) throws Exception {
        return SchemaCheck.of(Definitions.of(name).inputSchema())
                .problems(JSON.readTree(arguments));
    }

    private static void assertIsSchema(ObjectNode schema) {
        var dialect = SpecificationVersion.DRAFT_2020_12;
        var meta =
                SchemaRegistry.withDefaultDialect(dialect)
                        .getSchema(SchemaLocation.of(dialect.getDialectId()));
        assertEquals(List.of(), meta.validate(schema));
    }

    private static void assertBounded(java.util.Map.Entry<String, JsonNode> property) {
        JsonNode schema = property.getValue();
        assertFalse(schema.path("description").asText().isBlank(), property::toString);
        boolean bounded =
                switch (schema.path("type").asText()) {
                    case "string" ->
                            schema.has("maxLength") || schema.has("enum") || schema.has("pattern");
                    case "integer" -> schema.has("minimum") && schema.has("maximum");
                    case "array" -> schema.has("maxItems");
                    case "boolean" -> true;
                    default -> false;
                };
        assertTrue(bounded, property::toString);
    }
}
