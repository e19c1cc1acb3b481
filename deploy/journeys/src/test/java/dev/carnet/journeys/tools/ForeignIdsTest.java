package dev.carnet.journeys.tools;

import static dev.carnet.journeys.tools.Cast.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.journeys.running.Mcp;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Every tool, called by the owner of one workspace with the ids of another.
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class ForeignIdsTest {

    private final Cast cast;

    ForeignIdsTest(Running running) {
        this.cast = new Cast(running);
    }

    /// What the other workspace has.
    private record Theirs(
            String workspace,
            String person,
            String client,
            String grant,
            String token,
            JsonNode key,
            String agent,
            JsonNode passport) {

        List<String> ids() {
            return List.of(
                    workspace,
                    person,
                    grant,
                    key.path("id").asText(),
                    agent,
                    passport.path("jti").asText());
        }
    }

    @Test
    void every_tool_treats_ids_of_another_workspace_as_unknown() throws Exception {
        Mcp owner = cast.owner(0);
        Theirs theirs = theirs(owner);
        Mcp stranger = cast.stranger();
        Set<String> walked = new TreeSet<>();

        for (var target : revocable(theirs).entrySet()) {
            var order = object().put("type", target.getKey()).put("id", target.getValue());
            String refusal = stranger.call("revoke", order.put("reason", "walk")).refusal();
            assertTrue(refusal.startsWith("not_found: "), target + " → " + refusal);
        }
        walked.add("revoke");

        var order = object().put("agent_id", theirs.agent()).put("intent", "walk");
        String refusal = stranger.call("issue_passport", order).refusal();
        assertTrue(refusal.startsWith("not_found: "), refusal);
        walked.add("issue_passport");

        // Whose gate it is, is tested where gates can be made; here nothing of theirs is one.
        for (String id : theirs.ids()) {
            String unknown = stranger.call("gate_result", object().put("gate", id)).refusal();
            assertFalse(unknown.isEmpty(), id);
        }
        walked.add("gate_result");
        for (String id : theirs.ids()) {
            String none = stranger.call("get_credential", object().put("server", id)).refusal();
            assertFalse(none.isEmpty(), id);
        }
        walked.add("get_credential");

        var token = object().put("token", theirs.passport().path("token").asText());
        assertEquals(
                "{\"active\":false,\"reason\":\"invalid\"}",
                stranger.call("verify_passport", token).told().toString());
        walked.add("verify_passport");

        var ofAgent = object().put("agent_id", theirs.agent());
        assertEmpty(stranger.call("list_passports", ofAgent).told());
        walked.add("list_passports");

        for (var filter : filters(theirs).entrySet()) {
            var narrowed = object().put(filter.getKey(), filter.getValue());
            assertEmpty(stranger.call("audit_list", narrowed).told());
        }
        walked.add("audit_list");

        for (String id : theirs.ids()) {
            String event = id.replaceFirst("^[a-z]+_", "sev_");
            String none = stranger.call("event_resolve", object().put("id", event)).refusal();
            assertFalse(none.isEmpty(), id);
            var days = object().put("id", event).put("days", 1);
            none = stranger.call("event_snooze", days).refusal();
            assertFalse(none.isEmpty(), id);
            var decision =
                    object().put("id", id.replaceFirst("^[a-z]+_", "rev_")).put("version", 1);
            none = stranger.call("review_decide", decision.put("decision", "accept")).refusal();
            assertFalse(none.isEmpty(), id);
        }
        for (String id : theirs.ids()) {
            var asked = object().put("principal", id).put("tool", "whoami");
            assertFalse(stranger.call("policy_check", asked).refusal().isEmpty(), id);
        }
        walked.add("policy_check");
        assertEmpty(stranger.call("events_list", ofAgent).told());
        walked.addAll(List.of("event_resolve", "event_snooze", "review_decide", "events_list"));

        for (String list : List.of("list_keys", "list_agents", "list_clients", "reviews_list")) {
            JsonNode page = stranger.call(list, object().put("limit", 100)).told();
            theirs.ids().forEach(id -> assertFalse(page.toString().contains(id), page::toString));
            walked.add(list);
        }
        JsonNode posture = stranger.call("posture").told();
        theirs.ids().forEach(id -> assertFalse(posture.toString().contains(id)));
        walked.add("posture");

        for (String mine : List.of("create_key", "register_agent")) {
            JsonNode made = stranger.call(mine, object().put("name", "elsewhere")).told();
            assertFalse(
                    owner.call("list_keys").told().toString().contains(made.path("id").asText()));
            assertFalse(
                    owner.call("list_agents").told().toString().contains(made.path("id").asText()));
            walked.add(mine);
        }

        assertNotEquals(
                theirs.workspace(), stranger.call("whoami").told().path("workspace").asText());
        JsonNode head = stranger.call("audit_head").told();
        assertNotEquals(owner.call("audit_head").told().path("log"), head.path("log"));
        JsonNode verdict = stranger.call("audit_verify").told();
        assertEquals(head.path("log"), verdict.path("log"));
        walked.addAll(List.of("whoami", "audit_head", "audit_verify"));

        Set<String> offered = new TreeSet<>();
        stranger.tools().forEach(tool -> offered.add(tool.path("name").asText()));
        assertEquals(offered, walked);
        assertUntouched(owner, theirs);
    }

    private static Map<String, String> revocable(Theirs theirs) {
        return Map.of(
                "passport", theirs.passport().path("jti").asText(),
                "token", theirs.token(),
                "grant", theirs.grant(),
                "client", theirs.client(),
                "agent", theirs.agent(),
                "key", theirs.key().path("id").asText(),
                "member", theirs.person());
    }

    private static Map<String, String> filters(Theirs theirs) {
        return Map.of(
                "actor", theirs.person(),
                "client", theirs.client(),
                "agent", theirs.agent(),
                "passport", theirs.passport().path("jti").asText(),
                "key", theirs.key().path("id").asText());
    }

    private static Theirs theirs(Mcp owner) throws Exception {
        JsonNode me = owner.call("whoami").told();
        JsonNode key = owner.call("create_key", object().put("name", "theirs")).told();
        var draft = object().put("name", "theirs");
        String agent = owner.call("register_agent", draft).told().path("id").asText();
        var order = object().put("agent_id", agent).put("intent", "walk");
        return new Theirs(
                me.path("workspace").asText(),
                me.path("subject").asText(),
                me.path("credential").path("client").asText(),
                me.path("credential").path("grant").asText(),
                me.path("credential").path("id").asText(),
                key,
                agent,
                owner.call("issue_passport", order).told());
    }

    private void assertUntouched(Mcp owner, Theirs theirs) throws Exception {
        assertEquals(theirs.person(), owner.call("whoami").told().path("subject").asText());
        Mcp byKey = cast.with(theirs.key().path("key").asText(), 1);
        assertEquals(200, byKey.call("whoami").status());
        Mcp byPassport = cast.with(theirs.passport().path("token").asText(), 1);
        assertEquals(200, byPassport.call("whoami").status());
    }

    private static void assertEmpty(JsonNode page) {
        assertEquals(0, page.path("items").size(), page::toString);
    }
}
