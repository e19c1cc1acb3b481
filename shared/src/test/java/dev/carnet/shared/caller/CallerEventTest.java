package dev.carnet.shared.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerEventTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void names_client_and_grant_of_a_token() {
        assertEquals(
                Map.of("jti", "tok_1", "cl", "cli_1", "grant", "grt_1", "kind", "access"),
                of(new Credential.AccessToken("tok_1", "cli_1", Optional.of("grt_1"), 7, NOW)));
    }

    @Test
    void leaves_out_the_grant_a_service_token_has_not() {
        assertEquals(
                Map.of("jti", "tok_1", "cl", "cli_1", "kind", "access"),
                of(new Credential.AccessToken("tok_1", "cli_1", Optional.empty(), 7, NOW)));
    }

    @Test
    void names_agent_and_session_of_a_passport() {
        assertEquals(
                Map.of("jti", "psp_1", "agent", "agt_1", "sess", "pss_1", "kind", "passport"),
                of(new Credential.Passport("psp_1", "agt_1", "prs_1", "pss_1", "sum up", 7, NOW)));
    }

    @Test
    void names_a_key_and_never_its_text() {
        assertEquals(
                Map.of("key", "key_1", "kind", "key"),
                of(new Credential.Key("key_1", "prs_1", true, Optional.empty())));
    }

    @Test
    void names_the_client_that_acts_with_a_key() {
        var key = new Credential.Key("key_1", "prs_1", true, Optional.empty());
        assertEquals(
                "cli_mcp",
                CallerEvent.of(caller(key, Optional.of("cli_mcp")), "key.create", NOW)
                        .fields()
                        .get("cl"));
    }

    @Test
    void names_a_page() {
        assertEquals(Map.of("kind", "page"), of(new Credential.Page("prs_1")));
    }

    /// What the credential added to the fields every caller has.
    private static Map<String, String> of(Credential credential) {
        var event = CallerEvent.of(caller(credential, Optional.empty()), "workspace.create", NOW);
        assertEquals("ws_1", event.workspace());
        var fields = new HashMap<>(event.fields());
        assertEquals("workspace.create", fields.remove("act"));
        assertTrue(fields.remove("eid") != null);
        assertEquals("prs_1", fields.remove("sub"));
        assertEquals("admin", fields.remove("role"));
        return fields;
    }

    private static Caller caller(Credential credential, Optional<String> actor) {
        return new Caller("ws_1", "prs_1", Role.ADMIN, Set.of(Scope.READ), credential, actor);
    }
}
