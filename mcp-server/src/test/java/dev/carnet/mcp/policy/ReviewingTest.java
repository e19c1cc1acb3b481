package dev.carnet.mcp.policy;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Why a call of the past was decided as it was, and how the rules of now would decide.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class ReviewingTest {

    private final House house = new House();

    private void activate(String policy) {
        house.owner().body(policy.replace('\'', '"')).put("/policy/draft").then().statusCode(200);
        house.owner().body("{}").post("/policy/activate").then().statusCode(200);
    }

    private ValidatableResponse entry(RequestSpecification who, String members) {
        return who.body(("{" + members + "}").replace('\'', '"')).post("/policy/explain").then();
    }

    private ValidatableResponse entry(String entry) {
        return entry(house.owner(), "'entry':'" + entry + "'");
    }

    /// Calls it and answers with the eid of the last entry of that act.
    private String called(String tool, String arguments, String act) {
        var world = house.world();
        McpClient.of(world.mcpUrl())
                .bearer(world.token(world.claims(house.workspace(), house.ownerId())))
                .tool(tool, arguments)
                .send();
        var log = AuditTrail.of(world, house.workspace());
        return log.events(act).getLast().path("eid").asText();
    }

    /// What was decided then is told with its version, and whether the rules of now, or a draft,
    /// would decide otherwise.
    @Test
    void a_recorded_call_is_explained_by_the_rules_of_now() {
        String call = called("whoami", "{}", "tool.call.begin");
        long seq =
                entry(call)
                        .statusCode(200)
                        .body("decision", equalTo("allow"))
                        .body("thing.name", equalTo("whoami"))
                        .body("role", equalTo("owner"))
                        .body("recorded.eid", equalTo(call))
                        .body("recorded.decision", equalTo("allow"))
                        .body("recorded.policy_version", equalTo(0))
                        .body("recorded.differs", equalTo(false))
                        .extract()
                        .jsonPath()
                        .getLong("recorded.seq");
        activate(
                """
                {'rules': [{'id': 'no', 'effect': 'deny', 'which': {'tools': ['whoami']}}]}\
                """);
        entry(Long.toString(seq))
                .statusCode(200)
                .body("decision", equalTo("deny"))
                .body("rule", equalTo("no"))
                .body("policy_version", equalTo(1))
                .body("rules[0].outcome", equalTo("decided"))
                .body("recorded.eid", equalTo(call))
                .body("recorded.policy_version", equalTo(0))
                .body("recorded.differs", equalTo(true));
        String refused = called("whoami", "{}", "call.refused");
        house.owner().body("{\"rules\":[]}").put("/policy/draft").then().statusCode(200);
        entry(refused)
                .body("decision", equalTo("deny"))
                .body("recorded.decision", equalTo("deny"))
                .body("recorded.policy_version", equalTo(1))
                .body("recorded.rule", equalTo("no"))
                .body("recorded.differs", equalTo(false));
        entry(house.owner(), "'entry':'" + refused + "','draft':true")
                .body("decision", equalTo("allow"))
                .body("recorded.differs", equalTo(true));
    }

    /// What depends on what the entry hides stays open, unless who asks knows it.
    @Test
    void what_an_entry_hides_is_not_guessed() {
        String call = called("list_keys", "{'limit':5}", "tool.call.begin");
        activate(
                """
                {'rules': [{'id': 'many', 'effect': 'deny', 'when': 'args.limit > 3',
                            'which': {'tools': ['list_keys']}}]}\
                """);
        entry(call).statusCode(200).body("needs", hasSize(1)).body("recorded.differs", nullValue());
        String known = "'entry':'" + call + "','arguments':{'limit':5}";
        entry(house.owner(), known)
                .body("decision", equalTo("deny"))
                .body("recorded.differs", equalTo(true));
    }

    /// Entries of others are not there, entries of no call are told as such, and only who may read
    /// the log may ask.
    @Test
    void an_entry_is_explained_to_who_may_read_it_and_if_it_is_a_call() {
        String call = called("whoami", "{}", "tool.call.begin");
        String end = called("whoami", "{}", "tool.call.end");
        entry(end).statusCode(422).body("code", equalTo("no_call"));
        entry("0").statusCode(422).body("code", equalTo("no_call"));
        entry("100000").statusCode(404);
        entry("00000000-0000-7000-8000-000000000000").statusCode(404);
        var other = new House();
        entry(other.owner(), "'entry':'" + call + "'").statusCode(404);
        entry(house.as(Role.MEMBER), "'entry':'" + call + "'").statusCode(403);
        for (String wrong : List.of("x", "-1", "01")) {
            entry(wrong).statusCode(400).body("errors[0].pointer", equalTo("/entry"));
        }
        for (String more : List.of("'tool':'whoami'", "'principal':'p'", "'circumstances':{}")) {
            entry(house.owner(), "'entry':'" + call + "'," + more)
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("/entry"));
        }
        entry(house.owner(), "'tool':'whoami'")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/principal"));
    }
}
