package dev.carnet.mcp.policy;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.rest.House;
import dev.carnet.shared.change.Replica;
import dev.carnet.shared.picture.PictureFollower;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class PolicyApiTest {

    private static final String NO_KEYS =
            """
            {'rules': [{'id': 'no-keys', 'effect': 'deny',
                        'which': {'tools': ['list_keys'], 'built_in': true}}]}\
            """;

    @Inject Vertx vertx;
    @Inject PgConnectOptions database;
    @Inject Clock clock;

    private final House house = new House();
    private final String workspace = house.workspace();

    @Test
    void a_draft_changes_nothing_and_once_active_the_next_request_is_decided_by_it() {
        draft(NO_KEYS).statusCode(200).body("active_version", equalTo(0));
        assertTrue(tools().contains("list_keys"));
        activate("first").statusCode(200).body("active_version", equalTo(1));
        assertFalse(tools().contains("list_keys"));
        assertTrue(tools().contains("whoami"));
        var refused = client().tool("list_keys", "{}").send();
        assertEquals(-32602, refused.error(), refused.toString());
        JsonNode entry = log().events("call.refused").getLast();
        assertEquals("1/no-keys", entry.path("pol").asText());
        assertEquals("policy", entry.path("why").asText());
        assertEquals("read", entry.path("cls").asText());
    }

    @Test
    void every_change_has_its_entry() {
        draft(NO_KEYS).statusCode(200);
        house.owner().delete("/policy/draft").then().statusCode(200);
        draft(NO_KEYS).statusCode(200);
        activate("one").statusCode(200);
        restore(1).statusCode(200).body("active_version", equalTo(2));
        for (String act :
                List.of("policy.draft", "policy.draft.drop", "policy.activate", "policy.restore")) {
            assertFalse(log().events(act).isEmpty(), act);
        }
        assertEquals("2", log().events("policy.restore").getFirst().path("pol").asText());
        assertEquals("1", log().events("policy.restore").getFirst().path("id").asText());
    }

    @Test
    void another_replica_has_applied_it_when_it_is_answered() {
        var policies = new Policies(vertx);
        var holder = new PictureHolder(System::nanoTime);
        var replica = new Replica(Ids.fresh("rep"), "mcp-server");
        var follower =
                new PictureFollower(
                        vertx,
                        database,
                        holder,
                        replica,
                        clock,
                        System::nanoTime,
                        List.of(policies));
        follower.start().await().indefinitely();
        try {
            for (int version = 1; version <= 5; version++) {
                draft(NO_KEYS).statusCode(200);
                activate("again").statusCode(200);
                assertEquals(version, policies.of(workspace).version());
                assertEquals(1, policies.of(workspace).rules().all().size());
            }
            assertEquals(0, policies.of(new House().workspace()).version());
        } finally {
            follower.stop();
        }
    }

    @Test
    void a_draft_that_is_no_policy_is_refused_with_everything_that_is_wrong() {
        draft("{'rules': [{'id': 'A', 'effect': 'deny', 'when': 'args.x >'}], 'more': 1}")
                .statusCode(400)
                .body("code", equalTo("validation_failed"))
                .body("errors.pointer", hasItem("/more"))
                .body("errors.pointer", hasItem("/rules/0/id"))
                .body(
                        "errors.find { it.pointer == '/rules/0/when' }.detail",
                        containsString("line 1, column 9"));
        house.owner().get("/policy").then().statusCode(200).body("draft", equalTo(null));
        activate("nothing").statusCode(409).body("code", equalTo("not_active"));
    }

    @Test
    void nobody_overwrites_what_they_have_not_seen() {
        draft(NO_KEYS).statusCode(200);
        String tag = house.owner().get("/policy").header("ETag");
        house.owner()
                .header("If-Match", tag)
                .body("{\"rules\": []}")
                .put("/policy/draft")
                .then()
                .statusCode(200);
        house.owner()
                .header("If-Match", tag)
                .body("{}")
                .post("/policy/activate")
                .then()
                .statusCode(412)
                .body("code", equalTo("precondition_failed"));
        house.owner().header("If-Match", tag).delete("/policy/draft").then().statusCode(412);
    }

    @Test
    void only_admins_change_it_and_only_with_the_scope() {
        for (Role role : EnumSet.allOf(Role.class)) {
            int expected = Role.ADMINS.contains(role) ? 200 : 403;
            house.as(role).body("{}").put("/policy/draft").then().statusCode(expected);
        }
        house.as(house.ownerId(), Set.of(Scope.READ, Scope.WRITE))
                .body("{}")
                .put("/policy/draft")
                .then()
                .statusCode(403);
        house.as(Role.MEMBER).get("/policy").then().statusCode(403);
        house.as(Role.AUDITOR).get("/policy").then().statusCode(200);
    }

    @Test
    void versions_are_kept_compared_and_brought_back() {
        draft(NO_KEYS).statusCode(200);
        activate("first").statusCode(200);
        draft(NO_KEYS.replace("deny", "confirm")).statusCode(200);
        house.owner()
                .get("/policy/diff?from=1")
                .then()
                .statusCode(200)
                .body("to", equalTo("draft"))
                .body("entries", hasSize(1))
                .body("entries[0].change", equalTo("changed"))
                .body("entries[0].members", contains("effect"))
                .body("entries[0].before.effect", equalTo("deny"));
        activate("second").statusCode(200);
        assertTrue(tools().contains("list_keys"));
        var page = house.owner().get("/policy/versions?limit=1");
        page.then().statusCode(200).body("items[0].version", equalTo(2));
        house.owner()
                .queryParam("cursor", (String) page.path("next_cursor"))
                .get("/policy/versions?limit=1")
                .then()
                .body("items[0].version", equalTo(1))
                .body("items[0].note", equalTo("first"))
                .body("next_cursor", equalTo(null));
        restore(1).statusCode(200).body("active_version", equalTo(3));
        assertFalse(tools().contains("list_keys"));
        house.owner()
                .get("/policy/versions/3")
                .then()
                .body("restores", equalTo(1))
                .body("document.rules[0].effect", equalTo("deny"));
        house.owner()
                .get("/policy/diff?from=0&to=3")
                .then()
                .body("entries[0].change", equalTo("added"));
    }

    @Test
    void a_filter_that_went_away_is_a_difference() {
        draft("{'filters': [{'id': 'keys', 'secrets': 'block'}]}").statusCode(200);
        activate("filtered").statusCode(200);
        draft("{'filters': []}").statusCode(200);
        house.owner()
                .get("/policy/diff?from=1")
                .then()
                .body("entries", hasSize(1))
                .body("entries[0].what", equalTo("filter"))
                .body("entries[0].change", equalTo("removed"))
                .body("entries[0].before.secrets", equalTo("block"));
    }

    @Test
    void what_belongs_to_another_workspace_is_not_there() {
        draft(NO_KEYS).statusCode(200);
        activate("ours").statusCode(200);
        var other = new House();
        other.owner().get("/policy/versions/1").then().statusCode(404);
        other.owner().body("{}").post("/policy/versions/1/restore").then().statusCode(404);
        other.owner().get("/policy/diff?from=1&to=1").then().statusCode(404);
        other.owner().get("/policy").then().body("active_version", equalTo(0));
        for (String version : List.of("0", "01", "9", "x", "99999999999999999999")) {
            house.owner().get("/policy/versions/" + version).then().statusCode(404);
        }
        String stranger = new House().ownerId();
        explain("{'principal': '" + stranger + "', 'tool': 'whoami'}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/principal"));
    }

    @Test
    void one_decision_is_explained_by_the_rules_that_were_looked_at() {
        draft(
                        """
                        {'rules': [
                          {'id': 'large', 'priority': 5, 'effect': 'approve',
                           'which': {'upstreams': ['shop']}, 'when': 'args.amount > 100'},
                          {'id': 'shop', 'effect': 'allow', 'which': {'upstreams': ['shop']}},
                          {'id': 'others', 'effect': 'deny', 'who': {'roles': ['viewer']}}]}\
                        """)
                .statusCode(200);
        String request =
                "{'principal': '%s', 'target': {'upstream': 'shop', 'name': 'refund', 'class':"
                        + " 'write'}, %s 'draft': true}";
        String owner = house.ownerId();
        explain(request.formatted(owner, "'arguments': {'amount': 500},"))
                .statusCode(200)
                .body("decision", equalTo("approve"))
                .body("rule", equalTo("large"))
                .body("rules[0].outcome", equalTo("decided"));
        explain(request.formatted(owner, "'arguments': {'amount': 5},"))
                .body("decision", equalTo("allow"))
                .body("rules.find { it.id == 'large' }.because", equalTo("when"))
                .body("rules.find { it.id == 'others' }.because", equalTo("who"));
        explain(request.formatted(owner, "'arguments': {},"))
                .body("decision", equalTo("deny"))
                .body("why", equalTo("condition_failed"))
                .body("rules[0].because", containsString("amount"));
        explain(request.formatted(owner, ""))
                .body("decision", equalTo("approve"))
                .body("needs", contains("arguments"));
        explain("{'principal': '" + owner + "', 'tool': 'whoami'}")
                .body("decision", equalTo("allow"))
                .body("why", equalTo("default"))
                .body("thing.class", equalTo("read"));
        explain("{'principal': '" + house.person(Role.MEMBER) + "', 'tool': 'audit_list'}")
                .body("decision", equalTo("deny"))
                .body("why", equalTo("role"));
        explain("{'principal': '" + owner + "', 'tool': 'nothing'}").statusCode(400);
        explain("{'principal': '" + owner + "'}").statusCode(400);
    }

    @Test
    void a_policy_is_run_over_the_recorded_calls() {
        McpClient client = client();
        for (int i = 0; i < 3; i++) {
            assertEquals(200, client.tool("whoami", "{}").send().status());
        }
        simulate(
                        """
                        {'document': {'rules': [{'id': 'no', 'effect': 'deny',
                           'which': {'tools': ['whoami']}}]}}\
                        """)
                .statusCode(200)
                .body("losses", equalTo(3))
                .body("gains", equalTo(0))
                .body("changes", hasSize(1))
                .body("changes[0].subject", equalTo(house.ownerId()))
                .body("changes[0].tool", equalTo("whoami"))
                .body("changes[0].was", equalTo("allow"))
                .body("changes[0].becomes", equalTo("deny"))
                .body("changes[0].calls", equalTo(3))
                .body("next_before", equalTo(null));
        simulate(
                        """
                        {'document': {'rules': [{'id': 'some', 'effect': 'deny',
                           'when': 'args.x == 1'}, {'id': 'more', 'effect': 'deny', 'priority': 1,
                           'who': {'intents': ['x']}}]}}\
                        """)
                .body("losses", equalTo(0))
                .body("unchanged", equalTo(0))
                .body("undecided.arguments", equalTo(3))
                .body("undecided.size()", equalTo(1));
        simulate("{'document': {'rules': 1}}").statusCode(400);
        simulate("{}").statusCode(404);
        simulate("{'days': 0, 'document': {}}").statusCode(400);
    }

    /// Where an owner has what the log hides opened, rules about arguments and addresses are
    /// replayed, too; that is an entry of its own, and nobody else's to ask for.
    @Test
    void an_owner_has_hidden_values_opened_and_rules_about_them_replayed() {
        McpClient client = client();
        for (int i = 0; i < 3; i++) {
            assertEquals(200, client.tool("whoami", "{}").send().status());
        }
        String rules =
                """
                {'open': %s, 'document': {'rules': [{'id': 'some', 'effect': 'deny',
                   'when': 'network.address.size() > 0 && %shas(args.x)'}]}}\
                """;
        simulate(rules.formatted("false", "!")).body("undecided.arguments", equalTo(3));
        int before = opened();
        simulate(rules.formatted("true", "!"))
                .statusCode(200)
                .body("undecided.size()", equalTo(0))
                .body("losses", equalTo(3));
        simulate(rules.formatted("true", ""))
                .body("undecided.size()", equalTo(0))
                .body("unchanged", equalTo(3));
        assertEquals(before + 2, opened());
        house.as(Role.ADMIN)
                .body(json(rules.formatted("true", "")))
                .post("/policy/simulate")
                .then()
                .statusCode(403)
                .body("detail", containsString("owner"));
    }

    private int opened() {
        return house.owner()
                .get("/audit?act=audit.open")
                .then()
                .extract()
                .<List<Object>>path("items")
                .size();
    }

    /// A draft that lets go of one tool and takes another away says who gains and who loses which.
    @Test
    void a_draft_that_flips_one_tool_says_who_gains_and_who_loses_it() {
        denying("whoami").statusCode(200);
        activate("no whoami").statusCode(200);
        McpClient client = client();
        for (int i = 0; i < 2; i++) {
            assertEquals(-32602, client.tool("whoami", "{}").send().error());
        }
        assertEquals(200, client.tool("list_keys", "{}").send().status());
        denying("list_keys").statusCode(200);
        String gained = "changes.find { it.tool == 'whoami' }.";
        String lost = "changes.find { it.tool == 'list_keys' }.";
        simulate("{}")
                .statusCode(200)
                .body("gains", equalTo(2))
                .body("losses", equalTo(1))
                .body("changes", hasSize(2))
                .body(gained + "subject", equalTo(house.ownerId()))
                .body(gained + "was", equalTo("deny"))
                .body(gained + "becomes", equalTo("allow"))
                .body(gained + "calls", equalTo(2))
                .body(lost + "subject", equalTo(house.ownerId()))
                .body(lost + "was", equalTo("allow"))
                .body(lost + "becomes", equalTo("deny"));
        assertEquals(-32602, client.tool("whoami", "{}").send().error(), "nothing changed yet");
    }

    private ValidatableResponse denying(String tool) {
        return draft(
                "{'rules': [{'id': 'no', 'effect': 'deny', 'which': {'tools': ['%s']}}]}"
                        .formatted(tool));
    }

    @Test
    void who_calls_too_often_is_told_when_to_come_again_and_every_call_is_counted() {
        draft(
                        """
                        {'limits': [{'id': 'two-a-day', 'each': ['person'], 'calls': 2,
                           'per': 'day', 'which': {'tools': ['whoami']}}]}\
                        """)
                .statusCode(200);
        activate("limits").statusCode(200);
        for (int i = 0; i < 2; i++) {
            assertEquals(200, client().tool("whoami", "{}").send().status());
        }
        var refused = client().tool("whoami", "{}").send();
        assertEquals(429, refused.status(), refused.toString());
        assertTrue(Long.parseLong(refused.header("Retry-After")) > 0);
        assertTrue(refused.toString().contains("two-a-day"), refused.toString());
        assertEquals(
                "limit:two-a-day", log().events("call.refused").getLast().path("why").asText());
        awaitUses(2);
        house.owner()
                .get("/usage")
                .then()
                .body("items[0].name", equalTo("whoami"))
                .body("items[0].calls", equalTo(2));
        house.owner()
                .get("/usage?by=subject")
                .then()
                .statusCode(200)
                .body("items[0].name", equalTo(house.ownerId()));
        house.owner().get("/usage?by=planet").then().statusCode(400);
        house.owner().get("/usage?from=yesterday").then().statusCode(400);
        new House().owner().get("/usage").then().body("total", equalTo(0));
        usageInPages();
        assertEquals(
                2L,
                house.world()
                        .read(
                                "SELECT calls FROM gateway.allowance_count WHERE workspace_id = ?",
                                workspace));
    }

    /// Days that no database knows are wrong, and no fault of ours.
    @Test
    void usage_is_of_days_that_there_are() {
        for (String day :
                List.of("-999999999-01-01", "+999999999-12-31", "1969-12-31", "+10000-01-01")) {
            for (String end : List.of("from", "to")) {
                house.owner().queryParam(end, day).get("/usage").then().statusCode(400);
            }
        }
        house.owner().queryParam("to", "9999-12-31").get("/usage").then().statusCode(200);
    }

    /// A page at a time says the same, and a cursor is good for its own list only.
    private void usageInPages() {
        for (String tool : List.of("a tool", "b", "c")) {
            house.world()
                    .write(
                            """
                            INSERT INTO gateway.usage_count
                                (workspace_id, day, tool, upstream, subject, agent, calls)
                            VALUES (?, current_date, ?, '', '', '', 2)
                            """,
                            workspace,
                            tool);
        }
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            var page =
                    house.owner().get("/usage?limit=2" + cursor).then().statusCode(200).extract();
            names.addAll(page.path("items.name"));
            String next = page.path("next_cursor");
            cursor = next == null ? "" : "&cursor=" + next;
            if (next != null) {
                house.owner().get("/usage?by=day" + cursor).then().statusCode(400);
            }
        } while (!cursor.isEmpty());
        assertEquals(List.of("a tool", "b", "c", "whoami"), names);
    }

    private void awaitUses(int calls) {
        for (int i = 0; i < 100; i++) {
            int total = house.owner().get("/usage").path("total");
            if (total >= calls) {
                return;
            }
            AuditTrail.pause();
        }
        throw new AssertionError("never counted");
    }

    private ValidatableResponse draft(String document) {
        return house.owner().body(json(document)).put("/policy/draft").then();
    }

    private ValidatableResponse activate(String note) {
        return house.owner().body("{\"note\":\"" + note + "\"}").post("/policy/activate").then();
    }

    private ValidatableResponse restore(int version) {
        return house.owner().body("{}").post("/policy/versions/" + version + "/restore").then();
    }

    private ValidatableResponse explain(String request) {
        return house.owner().body(json(request)).post("/policy/explain").then();
    }

    private ValidatableResponse simulate(String request) {
        return house.owner().body(json(request)).post("/policy/simulate").then();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private McpClient client() {
        var world = house.world();
        return McpClient.of(world.mcpUrl())
                .bearer(world.token(world.claims(workspace, house.ownerId())));
    }

    private List<String> tools() {
        house.owner().get("/policy").then().statusCode(200);
        var answer = client().call("tools/list", "{}").send();
        assertEquals(200, answer.status(), answer.toString());
        return StreamSupport.stream(answer.result().path("tools").spliterator(), false)
                .map(tool -> tool.path("name").asText())
                .toList();
    }

    private AuditTrail log() {
        return AuditTrail.of(house.world(), workspace);
    }
}
