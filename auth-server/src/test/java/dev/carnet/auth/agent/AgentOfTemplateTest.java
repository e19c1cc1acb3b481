package dev.carnet.auth.agent;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Agents that are made from a template.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AgentOfTemplateTest {

    private final House house = new House();
    private final String operator = house.person(Role.OPERATOR);
    private final String template = template(house.workspace());

    private String template(String workspace) {
        String id = Ids.fresh("atm");
        house.world()
                .write(
                        """
                        INSERT INTO gateway.agent_template
                            (workspace_id, template_id, name, agents, created_at)
                        VALUES (?, ?, 'Sorters', '{}', now())
                        """,
                        workspace,
                        id);
        return id;
    }

    private void limited() {
        house.owner()
                .body(
                        Map.of(
                                "mode",
                                "logged",
                                "scopes",
                                List.of("carnet:read", "carnet:write"),
                                "services",
                                List.of(Map.of("id", "carnet", "scopes", List.of("read", "write"))),
                                "ttl_seconds",
                                120,
                                "on_info",
                                "notify",
                                "on_critical",
                                "revoke"))
                .put("/agent-limits/" + template)
                .then()
                .statusCode(200);
    }

    private ValidatableResponse make(Map<String, ?> more) {
        var asked = new HashMap<String, Object>(Map.of("name", "sorter", "template_id", template));
        asked.putAll(more);
        return house.as(operator).body(asked).post("/agents").then();
    }

    private String agents() {
        return (String)
                house.world()
                        .read(
                                """
                                SELECT array_to_string(agents, ' ') || ' v' || version
                                FROM gateway.agent_template WHERE template_id = ?
                                """,
                                template);
    }

    /// C9: what nobody says of an agent is as its template has it, and the template has one more
    /// agent, which every replica of the gateway hears of.
    @Test
    void an_agent_begins_as_its_template_says() {
        limited();
        long told = told();
        String id =
                make(Map.of())
                        .statusCode(201)
                        .body("mode", equalTo("logged"))
                        .body("scopes", equalTo(List.of("carnet:read", "carnet:write")))
                        .body("services[0].id", equalTo("carnet"))
                        .body("services[0].scopes", equalTo(List.of("read", "write")))
                        .body("on_info", equalTo("notify"))
                        .body("on_warning", equalTo("notify"))
                        .body("on_critical", equalTo("block"))
                        .body("templates", equalTo(List.of(template)))
                        .extract()
                        .path("id");
        assertEquals(id + " v2", agents());
        assertEquals(told + 1, told());
        assertEquals(
                template,
                AuditTrail.of(house.world(), house.workspace()).events().stream()
                        .filter(entry -> entry.path("act").asText().equals("agent.register"))
                        .map(entry -> entry.path("tpl").asText())
                        .reduce("", (_, last) -> last));
        house.owner().get("/agents/" + id).then().body("templates", equalTo(List.of(template)));
        house.owner().get("/agents").then().body("items[0].templates", hasItem(template));
        house.as(operator)
                .body(Map.of("agent_id", id, "intent", Map.of("summary", "sort")))
                .post("/passports")
                .then()
                .statusCode(201)
                .body("mandate.mode", equalTo("logged"))
                .body("mandate.services[0].id", equalTo("carnet"));
    }

    private long told() {
        return (Long)
                house.world()
                        .read(
                                """
                                SELECT count(*) FROM feed.change
                                WHERE workspace_id = ? AND body::text LIKE '%toolsets%'
                                """,
                                house.workspace());
    }

    /// C9: what is said of it may be less than the template has.
    @Test
    void what_is_said_narrows() {
        limited();
        make(Map.of(
                        "mode", "enforced",
                        "scopes", List.of("carnet:read"),
                        "services", List.of(Map.of("id", "carnet", "scopes", List.of("read"))),
                        "on_info", "block",
                        "on_critical", "revoke"))
                .statusCode(201)
                .body("mode", equalTo("enforced"))
                .body("scopes", equalTo(List.of("carnet:read")))
                .body("services[0].scopes", equalTo(List.of("read")))
                .body("on_info", equalTo("block"))
                .body("on_critical", equalTo("revoke"));
    }

    /// C9: and never more.
    @ParameterizedTest
    @CsvSource({
        "'{\"mode\":\"standard\"}', /mode",
        "'{\"scopes\":[\"carnet:operate\"]}', /scopes",
        "'{\"services\":[{\"id\":\"carnet\",\"scopes\":[\"destructive\"]}]}', /services/0",
        "'{\"on_info\":\"none\"}', /on_info",
        "'{\"on_critical\":\"notify\"}', /on_critical"
    })
    void what_is_said_never_widens(String said, String pointer) {
        limited();
        String body =
                "{\"name\":\"sorter\",\"template_id\":\"%s\",%s"
                        .formatted(template, said.substring(1));
        house.as(operator)
                .body(body)
                .post("/agents")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
        assertEquals(" v1", agents());
    }

    @Test
    void a_template_without_limits_gives_what_is_usual() {
        make(Map.of())
                .statusCode(201)
                .body("mode", equalTo("standard"))
                .body("scopes", equalTo(List.of("carnet:read")))
                .body("on_critical", equalTo("block"));
    }

    /// C4: nobody gets by a template what they do not have, nor puts an agent where it gets
    /// toolsets.
    @Test
    void only_operators_make_agents_from_templates_and_none_that_has_more_than_they() {
        limited();
        var asked = Map.of("name", "sorter", "template_id", template);
        house.as(Role.MEMBER).body(asked).post("/agents").then().statusCode(403);
        house.as(operator, Set.of(Scope.WRITE))
                .body(asked)
                .post("/agents")
                .then()
                .statusCode(400)
                .body("code", equalTo("scope_escalation"));
        assertEquals(" v1", agents());
    }

    /// J5: a template of another workspace is none.
    @Test
    void a_template_has_to_be_there_and_to_have_room() {
        String foreign = template(new House().workspace());
        for (String none : List.of("atm_none", foreign)) {
            make(Map.of("template_id", none))
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("/template_id"));
        }
        house.world()
                .write(
                        """
                        UPDATE gateway.agent_template SET agents = ARRAY(
                            SELECT 'agt_' || n FROM generate_series(1, 500) n)
                        WHERE template_id = ?
                        """,
                        template);
        make(Map.of())
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/template_id"))
                .body("errors[0].detail", equalTo("has 500 agents already"));
    }

    /// C9: an agent that is deleted leaves its templates.
    @Test
    void who_is_deleted_leaves_the_template() {
        String id = make(Map.of()).statusCode(201).extract().path("id");
        String other = make(Map.of()).statusCode(201).extract().path("id");
        long told = told();
        house.as(operator).delete("/agents/" + id).then().statusCode(200);
        assertEquals(other + " v4", agents());
        assertTrue(told() > told);
    }
}
