package dev.carnet.mcp.policy;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Why a decision is as it is, beyond the rules: passports, who delegated them, and limits.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class ExplainTest {

    private final House house = new House();
    private final String agent = house.world().agent(house.workspace(), house.ownerId());

    private ValidatableResponse explain(String principal, String tool, String circumstances) {
        return explain(principal, tool, circumstances, "");
    }

    private ValidatableResponse explain(
            String principal, String tool, String circumstances, String arguments) {
        String request =
                "{'principal':'%s','tool':'%s','circumstances':{%s}%s}"
                        .formatted(principal, tool, circumstances, arguments);
        return house.owner().body(request.replace('\'', '"')).post("/policy/explain").then();
    }

    private void activate(String policy) {
        house.owner().body(policy.replace('\'', '"')).put("/policy/draft").then().statusCode(200);
        house.owner().body("{}").post("/policy/activate").then().statusCode(200);
    }

    private static String service(String id, String constraints) {
        return "'services':[{'id':'%s','name':'%s','scopes':['read']%s}]"
                .formatted(id, id, constraints);
    }

    /// What the passport is not for, the rules are not asked about; what it demands of arguments is
    /// said as the agent would hear it.
    @Test
    void what_a_passport_takes_away_is_explained() {
        explain(agent, "list_keys", "").body("decision", equalTo("allow"));
        explain(agent, "list_keys", service("srv_x", ""))
                .statusCode(200)
                .body("decision", equalTo("deny"))
                .body("why", equalTo("outside_passport"));
        String five = ",'constraints':[{'path':'limit','op':'eq','values':['5']}]";
        explain(agent, "list_keys", service("carnet", five), ",'arguments':{'limit':6}")
                .body("decision", equalTo("deny"))
                .body("why", equalTo("passport_constraint"))
                .body("says", containsString("only where limit eq 5"));
        explain(agent, "list_keys", service("carnet", five), ",'arguments':{'limit':5}")
                .body("decision", equalTo("allow"))
                .body("says", nullValue());
        explain(agent, "list_keys", "'services':[{'id':'carnet','scopes':['all']}]")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/circumstances/services"));
    }

    /// The rules are asked for every agent that delegated, and it is said whose decided.
    @Test
    void the_rules_of_who_delegated_are_explained() {
        String above = house.world().agent(house.workspace(), house.person(Role.MEMBER));
        activate(
                """
                {'rules': [{'id': 'not-above', 'effect': 'deny', 'who': {'agents': ['%s']},
                   'which': {'tools': ['list_keys'], 'built_in': true}}]}\
                """
                        .formatted(above));
        explain(agent, "list_keys", "").body("decision", equalTo("allow"));
        explain(agent, "list_keys", "'delegated_by':['" + above + "']")
                .statusCode(200)
                .body("decision", equalTo("deny"))
                .body("why", equalTo("rule"))
                .body("rule", equalTo("not-above"))
                .body("agent", equalTo(above));
        String stranger = new House().ownerId();
        explain(agent, "list_keys", "'delegated_by':['" + stranger + "']")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/circumstances/delegated_by"));
    }

    /// Two rules that want different people to agree are met by no one gate.
    @Test
    void gates_that_differ_are_explained() {
        String above = house.world().agent(house.workspace(), house.person(Role.MEMBER));
        activate(
                """
                {'rules': [
                  {'id': 'asks', 'effect': 'confirm', 'who': {'agents': ['%s']},
                   'which': {'tools': ['list_keys'], 'built_in': true}},
                  {'id': 'finance', 'effect': 'approve', 'who': {'agents': ['%s']},
                   'which': {'tools': ['list_keys'], 'built_in': true}}]}\
                """
                        .formatted(above, agent));
        explain(agent, "list_keys", "").body("decision", equalTo("approve"));
        explain(agent, "list_keys", "'delegated_by':['" + above + "']")
                .statusCode(200)
                .body("decision", equalTo("deny"))
                .body("why", equalTo("gates_differ"));
    }

    /// What an agent may call so often it calls no oftener by whom it sends.
    @Test
    void limits_of_who_delegated_hold_for_whom_it_sent() {
        String above = house.world().agent(house.workspace(), house.ownerId());
        activate(
                """
                {'limits': [{'id': 'above', 'who': {'agents': ['%s']}, 'each': ['agent'],
                             'calls': 1, 'per': 'day'}]}\
                """
                        .formatted(above));
        var world = house.world();
        var mandate =
                new Mandate(
                        Mandate.Mode.STANDARD,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Mandate.Ancestor(Ids.fresh("psp"), above, house.ownerId())));
        var sent =
                McpClient.of(world.mcpUrl())
                        .bearer(
                                world.token(
                                        world.claims(house.workspace(), house.ownerId())
                                                .passport(agent, house.ownerId())
                                                .mandate(mandate)));
        assertEquals(200, sent.tool("whoami", "{}").send().status());
        assertEquals(429, sent.tool("whoami", "{}").send().status());
        explain(agent, "whoami", "'delegated_by':['" + above + "']")
                .body("decision", equalTo("used_up"))
                .body("why", equalTo("limit:above"));
        explain(agent, "whoami", "").body("decision", equalTo("allow"));
    }

    /// A limit that is used up is what is in the way; to ask counts nothing.
    @Test
    void limits_are_explained_and_not_counted() {
        activate(
                """
                {'limits': [{'id': 'daily', 'each': ['person'], 'calls': 1, 'per': 'day'},
                            {'id': 'hourly', 'each': ['person'], 'calls': 5, 'per': 'hour'}]}\
                """);
        String owner = house.ownerId();
        for (int i = 0; i < 3; i++) {
            explain(owner, "whoami", "")
                    .body("decision", equalTo("allow"))
                    .body("limits", hasSize(2))
                    .body("limits[0].used_up", equalTo(false));
        }
        var world = house.world();
        var client =
                McpClient.of(world.mcpUrl())
                        .bearer(world.token(world.claims(house.workspace(), owner)));
        assertEquals(200, client.tool("whoami", "{}").send().status());
        explain(owner, "whoami", "")
                .body("decision", equalTo("used_up"))
                .body("why", equalTo("limit:daily"))
                .body("limits[0].used_up", equalTo(true))
                .body("limits[0].retry_after_seconds", greaterThan(0))
                .body("limits[1].used_up", equalTo(false));
        explain(house.person(Role.VIEWER), "whoami", "").body("decision", equalTo("allow"));
    }

    /// Proof of possession and another time can be asked about, too.
    @Test
    void another_time_and_a_proof_can_be_asked_about() {
        activate(
                """
                {'rules': [{'id': 'unbound', 'effect': 'deny', 'when': '!trust.bound',
                            'which': {'tools': ['whoami']}},
                           {'id': 'later', 'effect': 'deny', 'which': {'tools': ['list_keys']},
                            'when': 'now > timestamp("2099-01-01T00:00:00Z")'}]}\
                """
                        .replace("\"", "\\\""));
        String owner = house.ownerId();
        explain(owner, "whoami", "").body("rule", equalTo("unbound"));
        explain(owner, "whoami", "'bound':true").body("decision", equalTo("allow"));
        explain(owner, "list_keys", "").body("decision", equalTo("allow"));
        explain(owner, "list_keys", "'at':'2099-06-01T00:00:00Z'")
                .body("decision", equalTo("deny"))
                .body("rule", equalTo("later"));
    }
}
