package dev.carnet.mcp.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscretionTest {

    @Test
    void a_secret_argument_is_masked() {
        String raw = "{ \"token\": \"a.b.c\", \"why\": 1.10 }";
        assertEquals("{\"token\":\"[secret]\",\"why\":1.10}", arguments(raw, Set.of("token")));
    }

    @Test
    void other_arguments_stay_byte_for_byte() {
        String raw = "{ \"name\": 1.10 }";
        assertEquals(raw, arguments(raw, Set.of("token")));
        assertEquals(raw, arguments(raw, Set.of()));
    }

    @Test
    void a_secret_in_a_result_is_masked_in_every_form_of_it() {
        var result = ToolResult.structured(Json.parse("{\"id\":\"key_1\",\"key\":\"carnet_x\"}"));
        String kept = Discretion.result(new Teller(Set.of("key")), result);
        assertFalse(kept.contains("carnet_x"), kept);
        assertTrue(kept.contains("key_1"), kept);
        assertTrue(result.members().toString().contains("carnet_x"));
    }

    @Test
    void other_results_are_kept_whole() {
        var result = ToolResult.structured(Json.parse("{\"id\":\"agt_1\"}"));
        String whole = result.members().toString();
        assertEquals(whole, Discretion.result(new Teller(Set.of("key")), result));
        var failed = ToolResult.failed("not_found: no such key");
        assertEquals(
                failed.members().toString(), Discretion.result(new Teller(Set.of("key")), failed));
    }

    private static String arguments(String raw, Set<String> secrets) {
        var none = Json.object();
        var call =
                new ToolCall(
                        Viewer.of(caller()),
                        new Presented("x", true),
                        "req-1",
                        Optional.empty(),
                        Json.parse(raw),
                        Optional.empty(),
                        Optional.empty(),
                        none,
                        new NoChannel());
        var order =
                new CallOrder(
                        new Teller(secrets), call, Optional.of(raw), Optional.empty(), new Stop());
        return Discretion.arguments(order, raw);
    }

    private static Caller caller() {
        return new Caller(
                "ws_1",
                "prs_1",
                Role.MEMBER,
                Set.of(Scope.READ),
                new Caller.Credential.Key("key_1", "prs_1", true, Optional.empty()),
                Optional.empty());
    }

    private record Teller(Set<String> secrets) implements Tool {

        @Override
        public ToolDefinition definition() {
            return new ToolDefinition(
                    "teller",
                    "Teller",
                    "",
                    Json.object(),
                    Optional.empty(),
                    ToolDefinition.Annotations.READS);
        }

        @Override
        public Need need() {
            return Need.reading();
        }

        @Override
        public Uni<Outcome> run(ToolCall call) {
            return Uni.createFrom().item(ToolResult.text("told"));
        }
    }

    private static final class NoChannel implements Channel {

        @Override
        public void progress(long done, long total, String message) {}

        @Override
        public void log(LogLevel level, com.fasterxml.jackson.databind.JsonNode data) {}

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
