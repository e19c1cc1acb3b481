package dev.carnet.mcp.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.schema.SchemaCheck;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.Receipt;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class BuiltInToolsTest {

    private final World world = World.current();
    private final String workspace = world.workspace();

    @Inject AuditLog log;

    @Test
    void whoami_of_a_person_names_role_scopes_client_and_grant() {
        String person = world.member(workspace, Role.MEMBER);
        var claims = world.claims(workspace, person).scopes(Set.of(Scope.READ));
        JsonNode me = told("whoami", client(world.token(claims)), "{}");
        assertEquals(workspace, me.path("workspace").asText());
        assertEquals(person, me.path("subject").asText());
        assertEquals("member", me.path("role").asText());
        assertEquals("[\"carnet:read\"]", me.path("scopes").toString());
        assertEquals("access_token", me.path("credential").path("type").asText());
        assertTrue(me.path("credential").path("grant").asText().startsWith("grt_"));
        Instant.parse(me.path("credential").path("expires_at").asText());
    }

    @Test
    void whoami_of_a_passport_names_agent_owner_and_intent() {
        String owner = world.member(workspace, Role.OWNER);
        String agent = world.agent(workspace, owner);
        var claims = world.claims(workspace, owner).passport(agent, owner);
        JsonNode me = told("whoami", client(world.token(claims)), "{}");
        assertEquals(agent, me.path("subject").asText());
        assertEquals("operator", me.path("role").asText());
        assertEquals("passport", me.path("credential").path("type").asText());
        assertEquals(owner, me.path("credential").path("owner").asText());
        assertEquals("test", me.path("credential").path("intent").asText());
    }

    @Test
    void whoami_of_a_key_names_the_key() {
        String owner = world.member(workspace, Role.OWNER);
        var key = world.key(workspace, owner, true, false);
        JsonNode me = told("whoami", client(key.text()), "{}");
        assertEquals("key", me.path("credential").path("type").asText());
        assertEquals(key.id(), me.path("credential").path("id").asText());
        assertFalse(me.toString().contains(key.text()));
    }

    @Test
    void the_log_lists_a_call_with_its_begin_and_its_end() {
        McpClient owner = owner();
        told("whoami", owner, "{}");
        JsonNode page = told("audit_list", owner, "{\"tool\":\"whoami\"}");
        assertEquals(
                List.of("tool.call.end", "tool.call.begin"),
                StreamSupport.stream(page.path("items").spliterator(), false)
                        .map(item -> item.path("event").path("act").asText())
                        .limit(2)
                        .toList());
    }

    @Test
    void pages_of_the_log_follow_one_another() {
        McpClient owner = owner();
        append(3);
        JsonNode first = told("audit_list", owner, "{\"limit\":2,\"act\":\"call.refused\"}");
        String next =
                "{\"limit\":2,\"act\":\"call.refused\",\"cursor\":\"%s\"}"
                        .formatted(first.path("next_cursor").asText());
        assertEquals(1, told("audit_list", owner, next).path("items").size());
        assertEquals(
                "validation_failed: /cursor: was not given out for this list",
                failed("audit_list", owner, next.replace("call.refused", "key.create")));
    }

    @Test
    void the_head_grows_by_the_calls_own_entries() {
        McpClient owner = owner();
        long before = told("audit_head", owner, "{}").path("size").asLong();
        assertEquals(before + 2, told("audit_head", owner, "{}").path("size").asLong());
    }

    @Test
    void a_check_streams_its_progress_and_then_its_verdict() {
        McpClient owner = owner();
        append(1_200);
        var call = owner.tool("audit_verify", "{}").meta("progressToken", "p1");
        var messages = call.send().messages();
        var verdict = messages.getLast().path("result").path("structuredContent");
        assertEquals("intact", verdict.path("status").asText(), messages::toString);
        var progress = messages.subList(0, messages.size() - 1);
        assertTrue(progress.size() >= 2, messages::toString);
        for (JsonNode notice : progress) {
            assertEquals("notifications/progress", notice.path("method").asText());
            assertEquals("p1", notice.path("params").path("progressToken").asText());
        }
    }

    /// L1, L2: filters narrow what is listed, and what belongs to another workspace is not there.
    @Test
    void security_events_are_listed_by_filters() {
        String first = event(workspace, "denied_streak", "warning");
        event(workspace, "audit_gap", "critical");
        event(world.workspace(), "denied_streak", "warning");
        McpClient owner = owner();
        JsonNode all = told("events_list", owner, "{}");
        assertEquals(2, all.path("items").size());
        assertEquals(2, all.path("unresolved_count").asInt());
        JsonNode some = told("events_list", owner, "{\"kind\":\"denied_streak\"}");
        assertEquals(first, some.path("items").path(0).path("id").asText());
        assertEquals(1, some.path("items").size());
        assertEquals(0, told("events_list", owner, "{\"resolved\":true}").path("items").size());
        JsonNode page = told("events_list", owner, "{\"limit\":1}");
        String next =
                "{\"limit\":1,\"cursor\":\"%s\"}".formatted(page.path("next_cursor").asText());
        assertEquals(
                first, told("events_list", owner, next).path("items").path(0).path("id").asText());
        assertEquals(
                "invalid_cursor: cursor was not given out for this list",
                failed("events_list", owner, next.replace("{", "{\"severity\":\"info\",")));
    }

    /// L1, L3: an event is resolved once, by a person, with an entry in the log; not by an agent,
    /// and not where it is not.
    @Test
    void a_security_event_is_resolved_once_by_a_person() {
        String id = event(workspace, "denied_streak", "warning");
        String order = "{\"id\":\"%s\",\"remark\":\"seen\"}".formatted(id);
        String person = world.member(workspace, Role.OWNER);
        String agent = world.agent(workspace, person);
        var passport = world.claims(workspace, person).passport(agent, person);
        String refused = failed("event_resolve", client(world.token(passport)), order);
        assertTrue(refused.startsWith("insufficient_role: "), refused);
        var elsewhere = world.workspace();
        var stranger = world.claims(elsewhere, world.member(elsewhere, Role.OWNER));
        String none = failed("event_resolve", client(world.token(stranger)), order);
        assertTrue(none.startsWith("not_found: "), none);
        McpClient owner = client(world.token(world.claims(workspace, person)));
        assertTrue(told("event_resolve", owner, order).path("resolved").asBoolean());
        String again = failed("event_resolve", owner, order);
        assertEquals("not_active: It was resolved before.", again);
        JsonNode entries = told("audit_list", owner, "{\"act\":\"security.resolve\"}");
        assertEquals(1, entries.path("items").size());
        assertEquals(id, entries.path("items").path(0).path("event").path("id").asText());
    }

    /// L3: an event is put off for 1 to 90 days by a person, with an entry in the log; not by an
    /// agent, not elsewhere, and not once it is resolved.
    @Test
    void a_security_event_is_put_off_by_a_person() {
        String id = event(workspace, "denied_streak", "warning");
        String order = "{\"id\":\"%s\",\"days\":90}".formatted(id);
        String person = world.member(workspace, Role.OWNER);
        String agent = world.agent(workspace, person);
        var passport = world.claims(workspace, person).passport(agent, person);
        String refused = failed("event_snooze", client(world.token(passport)), order);
        assertTrue(refused.startsWith("insufficient_role: "), refused);
        var elsewhere = world.workspace();
        var stranger = world.claims(elsewhere, world.member(elsewhere, Role.OWNER));
        String none = failed("event_snooze", client(world.token(stranger)), order);
        assertTrue(none.startsWith("not_found: "), none);
        McpClient owner = client(world.token(world.claims(workspace, person)));
        for (String days : List.of("0", "91")) {
            String wrong = failed("event_snooze", owner, order.replace("90", days));
            assertTrue(wrong.contains("/days"), wrong);
        }
        assertEquals(1, told("events_list", owner, "{}").path("unresolved_count").asInt());
        assertTrue(told("event_snooze", owner, order).has("snoozed_until"));
        JsonNode open = told("events_list", owner, "{\"resolved\":false}");
        assertEquals(0, open.path("unresolved_count").asInt());
        assertEquals(0, open.path("items").size());
        JsonNode entries = told("audit_list", owner, "{\"act\":\"security.snooze\"}");
        assertEquals("90", entries.at("/items/0/event/count").asText(), entries::toString);
        told("event_resolve", owner, "{\"id\":\"%s\"}".formatted(id));
        assertEquals("not_active: It was resolved before.", failed("event_snooze", owner, order));
    }

    /// L2: the score of one workspace, with what lowers it, and nothing of another.
    @Test
    void a_posture_says_what_lowers_it_and_by_how_much() {
        String mine = world.workspace();
        String person = world.member(mine, Role.OWNER);
        McpClient owner = client(world.token(world.claims(mine, person)));
        JsonNode before = told("posture", owner, "{}");
        assertEquals(95, before.path("score").asInt(), before::toString);
        assertEquals("second_factor_optional", before.at("/lowered/0/what").asText());
        world.agent(mine, person);
        world.key(mine, person, true, true);
        world.write(
                """
                UPDATE auth.api_key SET created_at = now() - interval '2 years'
                WHERE workspace_id = ?
                """,
                mine);
        event(mine, "denied_streak", "warning");
        String critical = event(mine, "audit_gap", "critical");
        JsonNode after = told("posture", owner, "{}");
        assertEquals(95 - 10 - 4 - 2 - 2 - 1, after.path("score").asInt(), after::toString);
        assertEquals("events_critical", after.at("/lowered/0/what").asText());
        assertEquals(10, after.at("/lowered/0/points").asInt());
        told("event_snooze", owner, "{\"id\":\"%s\",\"days\":1}".formatted(critical));
        assertEquals(86, told("posture", owner, "{}").path("score").asInt());
        String elsewhere = world.workspace();
        var stranger = world.claims(elsewhere, world.member(elsewhere, Role.OWNER));
        assertEquals(before, told("posture", client(world.token(stranger)), "{}"));
    }

    /// L2: a server that waits for somebody, and a definition that is not what was approved.
    @Test
    void a_posture_is_lower_while_servers_and_definitions_wait() {
        var house = new House();
        McpClient owner = client(world.token(world.claims(house.workspace(), house.ownerId())));
        String server =
                house.owner()
                        .body(
                                "{\"name\":\"Shop\",\"slug\":\"shop\","
                                        + "\"address\":\"https://shop.example.com/mcp\"}")
                        .post("/servers")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
        assertEquals(90, told("posture", owner, "{}").path("score").asInt());
        world.write(
                """
                INSERT INTO gateway.definition (workspace_id, definition_id, server_id, kind, name,
                  state, seen_hash, seen, seen_at, flags, created_at)
                VALUES (?, ?, ?, 'tool', 'buy', 'changed', 'h', '{}', now(), '[]', now())
                """,
                house.workspace(),
                Ids.fresh("def"),
                server);
        JsonNode posture = told("posture", owner, "{}");
        assertEquals(88, posture.path("score").asInt(), posture::toString);
        house.owner()
                .body("{\"reason\":\"not ours\"}")
                .post("/servers/" + server + "/reject")
                .then()
                .statusCode(200);
        assertEquals(93, told("posture", owner, "{}").path("score").asInt());
    }

    /// L1: who only reads lists and decides nothing; a member does neither.
    @Test
    void tools_of_events_and_reviews_are_for_whom_the_routes_are_for() {
        String auditor = world.member(workspace, Role.AUDITOR);
        var reads = client(world.token(world.claims(workspace, auditor)));
        assertEquals(0, told("events_list", reads, "{}").path("items").size());
        for (String tool : List.of("event_resolve", "event_snooze", "review_decide")) {
            assertEquals(-32602, reads.tool(tool, "{}").send().error(), tool);
        }
        String member = world.member(workspace, Role.MEMBER);
        var other = client(world.token(world.claims(workspace, member)));
        for (String tool : List.of("events_list", "posture", "event_resolve", "reviews_list")) {
            assertEquals(-32602, other.tool(tool, "{}").send().error(), tool);
        }
        String text =
                failed(
                        "review_decide",
                        owner(),
                        "{\"id\":\"rev_12\",\"version\":1,\"decision\":\"block\"}");
        assertTrue(text.contains("not known whether"), text);
    }

    /// L2: a check names the rule that decides, runs nothing, and knows nobody of elsewhere.
    @Test
    void a_check_of_the_policy_names_the_rule() {
        var house = new House();
        McpClient owner = client(world.token(world.claims(house.workspace(), house.ownerId())));
        String member = house.person(Role.MEMBER);
        String order = "{\"principal\":\"%s\",\"tool\":\"whoami\"}".formatted(member);
        assertEquals("allow", told("policy_check", owner, order).path("decision").asText());
        String denies =
                "{\"rules\": [{\"id\": \"no-whoami\", \"effect\": \"deny\","
                        + " \"which\": {\"tools\": [\"whoami\"], \"built_in\": true}}]}";
        house.owner().body(denies).put("/policy/draft").then().statusCode(200);
        JsonNode draft = told("policy_check", owner, order.replace("}", ",\"draft\":true}"));
        assertEquals("deny", draft.path("decision").asText(), draft::toString);
        assertEquals("no-whoami", draft.path("rule").asText(), draft::toString);
        String stranger = world.member(world.workspace(), Role.MEMBER);
        String unknown = failed("policy_check", owner, order.replace(member, stranger));
        assertTrue(unknown.contains("principal"), unknown);
        String nothing = failed("policy_check", owner, order.replace("whoami", "no_such_tool"));
        assertTrue(nothing.contains("/tool is no tool at this place"), nothing);
    }

    private String event(String where, String kind, String severity) {
        String id = Ids.fresh("sev");
        world.write(
                """
                INSERT INTO watch.security_event
                  (workspace_id, id, kind, severity, message, created_at)
                VALUES (?, ?, ?, ?, 'Something.', now())
                """,
                where,
                id,
                kind,
                severity);
        return id;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "whoami | {\"verbose\":true} | /verbose: is not a known field",
                "audit_list | {\"limit\":1000} | /limit: must have a maximum value of 100",
                "revoke | {\"type\":\"key\",\"id\":\"key_1\"} | /reason: is required",
                "revoke | {\"type\":\"key\",\"id\":\"key_1\",\"reason\":\"x\",\"dry_run\":\"yes\"} | /dry_run: ",
                "issue_passport | {\"agent_id\":\"x\",\"intent\":\"y\"} | /agent_id: "
            })
    void a_wrong_argument_is_an_error_the_model_can_read(
            String tool, String arguments, String problem) {
        String text = failed(tool, owner(), arguments);
        assertTrue(text.contains(problem), text);
    }

    @Test
    void a_tool_whose_work_is_elsewhere_says_that_nobody_answers_and_nothing_more() {
        String text = failed("list_keys", owner(), "{}");
        assertEquals("unavailable: auth-server did not answer. Try again in a moment.", text);
        String change = failed("create_key", owner(), "{\"name\":\"laptop\"}");
        assertTrue(change.startsWith("unavailable: "), change);
        assertTrue(change.contains("not known whether"), change);
    }

    @Test
    void what_the_role_hides_is_unknown_and_what_the_scope_lacks_is_asked_for() {
        String viewer = world.member(workspace, Role.VIEWER);
        var hidden = client(world.token(world.claims(workspace, viewer)));
        assertEquals(-32602, hidden.tool("revoke", "{}").send().error());
        String owner = world.member(workspace, Role.OWNER);
        var claims = world.claims(workspace, owner).scopes(Set.of(Scope.READ));
        var answer = client(world.token(claims)).tool("revoke", "{}").send();
        assertEquals(403, answer.status());
        assertTrue(answer.header("WWW-Authenticate").contains("scope=\"carnet:operate\""));
    }

    private McpClient owner() {
        String person = world.member(workspace, Role.OWNER);
        return client(world.token(world.claims(workspace, person)));
    }

    /// Waits until the feed has told the service about the principal.
    private McpClient client(String credential) {
        var client = McpClient.of(world.mcpUrl()).bearer(credential);
        Instant end = Instant.now().plusSeconds(10);
        while (client.call("server/discover", "{}").send().status() == 401) {
            assertTrue(Instant.now().isBefore(end), "never let in");
        }
        return client;
    }

    /// The structured content of a call that succeeds; it fits the tool's output schema.
    private static JsonNode told(String tool, McpClient client, String arguments) {
        var answer = client.tool(tool, arguments).send();
        JsonNode content = answer.result().path("structuredContent");
        assertFalse(answer.result().path("isError").asBoolean(), answer::toString);
        var schema = Definitions.of(tool).outputSchema().orElseThrow();
        assertEquals(List.of(), SchemaCheck.of(schema).problems(content), answer::toString);
        return content;
    }

    private static String failed(String tool, McpClient client, String arguments) {
        var answer = client.tool(tool, arguments).send();
        assertEquals(200, answer.status(), answer::toString);
        assertTrue(answer.result().path("isError").asBoolean(), answer::toString);
        return answer.result().path("content").path(0).path("text").asText();
    }

    private void append(int count) {
        Function<Integer, Uni<Receipt>> one =
                i ->
                        log.append(
                                Event.of(workspace, "call.refused", Instant.now())
                                        .with("why", "test"));
        Uni.join()
                .all(IntStream.range(0, count).boxed().map(one).toList())
                .usingConcurrencyOf(64)
                .andFailFast()
                .await()
                .indefinitely();
    }
}
