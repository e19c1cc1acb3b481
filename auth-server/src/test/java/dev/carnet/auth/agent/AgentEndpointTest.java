package dev.carnet.auth.agent;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AgentEndpointTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);

    @Test
    void registers_an_agent_that_answers_to_the_caller() {
        String id =
                house.as(member)
                        .body(
                                Map.of(
                                        "name", "report-bot",
                                        "description", "Writes reports",
                                        "scopes", List.of("carnet:read", "carnet:write")))
                        .post("/agents")
                        .then()
                        .statusCode(201)
                        .body("owner_id", equalTo(member))
                        .body("status", equalTo("active"))
                        .body("scopes", equalTo(List.of("carnet:read", "carnet:write")))
                        .extract()
                        .path("id");
        house.as(Role.VIEWER)
                .get("/agents/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("name", equalTo("report-bot"))
                .body("description", equalTo("Writes reports"));
    }

    @Test
    void reads_only_when_nothing_is_said() {
        house.as(member)
                .body(Map.of("name", "bot"))
                .post("/agents")
                .then()
                .body("scopes", equalTo(List.of("carnet:read")));
    }

    @Test
    void an_agent_has_no_scope_its_maker_lacks() {
        house.as(member, Set.of(Scope.READ, Scope.WRITE))
                .body(Map.of("name", "bot", "scopes", List.of("carnet:operate")))
                .post("/agents")
                .then()
                .statusCode(400)
                .body("code", equalTo("scope_escalation"))
                .body("errors.pointer", hasItem("/scopes"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"name\":\"Bot\"}', /name",
        "'{\"name\":\"-bot\"}', /name",
        "'{}', /name",
        "'{\"name\":\"bot\",\"scopes\":[\"everything\"]}', /scopes",
        "'{\"name\":\"bot\",\"scopes\":[]}', /scopes",
        "'{\"name\":\"bot\",\"owner_id\":\"prs_x\"}', /owner_id"
    })
    void names_the_field_that_is_not_acceptable(String body, String pointer) {
        house.as(member)
                .body(body)
                .post("/agents")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    @Test
    void suspends_and_resumes() {
        String id = agent();
        house.as(member)
                .body(Map.of("status", "suspended"))
                .patch("/agents/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("suspended"))
                .body("version", equalTo(2));
        house.as(member)
                .body(Map.of("agent_id", id))
                .post("/passports")
                .then()
                .statusCode(403)
                .body("code", equalTo("agent_suspended"));
        house.as(Role.OPERATOR)
                .body(Map.of("status", "active"))
                .patch("/agents/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("active"))
                .body("version", equalTo(3));
        house.as(member).body(Map.of("agent_id", id)).post("/passports").then().statusCode(201);
    }

    @Test
    void a_passport_from_before_a_suspension_stays_dead_after_it() {
        String id = agent();
        String token = passport(id);
        verify(token).body("active", equalTo(true));
        house.as(member).body(Map.of("status", "suspended")).patch("/agents/" + id);
        verify(token).body("active", equalTo(false));
        house.as(member).body(Map.of("status", "active")).patch("/agents/" + id);
        verify(token).body("active", equalTo(false)).body("reason", equalTo("revoked"));
    }

    @Test
    void edits_the_version_that_was_read() {
        String id = agent();
        house.as(member)
                .header("If-Match", "\"1\"")
                .body(Map.of("description", "one"))
                .patch("/agents/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
        for (Map<String, String> late :
                List.of(Map.of("description", "two"), Map.of("status", "suspended"))) {
            house.as(member)
                    .header("If-Match", "\"1\"")
                    .body(late)
                    .patch("/agents/" + id)
                    .then()
                    .statusCode(412);
        }
        house.as(member)
                .get("/agents/" + id)
                .then()
                .body("description", equalTo("one"))
                .body("status", equalTo("active"));
    }

    @Test
    void only_its_owner_and_operators_change_an_agent() {
        String id = agent();
        house.as(Role.MEMBER)
                .body(Map.of("status", "suspended"))
                .patch("/agents/" + id)
                .then()
                .statusCode(403);
        house.as(Role.MEMBER).delete("/agents/" + id).then().statusCode(403);
    }

    /// C9: an agent of an operator stops agents, and changes none.
    @Test
    void an_agent_suspends_agents_and_edits_none() {
        String operator = house.person(Role.OPERATOR);
        String robot =
                house.world()
                        .token(
                                house.world()
                                        .claims(house.workspace(), operator)
                                        .passport(
                                                house.world().agent(house.workspace(), operator),
                                                operator)
                                        .audience(house.world().issuer() + House.API));
        String id = agent();
        for (Map<String, ?> edit :
                List.of(
                        Map.of("description", "mine"),
                        Map.of("mode", "logged"),
                        Map.of("blocked", true),
                        Map.of("status", "active"))) {
            House.bearer(robot)
                    .body(edit)
                    .patch("/agents/" + id)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("insufficient_role"));
        }
        House.bearer(robot)
                .body(Map.of("status", "suspended"))
                .patch("/agents/" + id)
                .then()
                .statusCode(200)
                .body("version", equalTo(2))
                .body("status", equalTo("suspended"));
    }

    @Test
    void a_text_with_a_nul_is_malformed() {
        String nul = "a\u0000b";
        house.as(member)
                .body(Map.of("name", "bot", "description", nul))
                .post("/agents")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_request"));
        house.as(member)
                .body(Map.of("description", nul))
                .patch("/agents/" + agent())
                .then()
                .statusCode(400);
        house.as(member).queryParam("session", nul).get("/passports").then().statusCode(400);
    }

    @Test
    void suspending_goes_alone() {
        house.as(member)
                .body(Map.of("status", "suspended", "name", "x"))
                .patch("/agents/" + agent())
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/status"));
    }

    @Test
    void a_deleted_agent_is_gone_and_its_passports_with_it() {
        String id = agent();
        String token = passport(id);
        house.as(member)
                .delete("/agents/" + id)
                .then()
                .statusCode(200)
                .body("counts.passports", equalTo(1));
        verify(token).body("active", equalTo(false));
        house.as(member).get("/agents/" + id).then().statusCode(404);
        house.as(member).delete("/agents/" + id).then().statusCode(404);
        house.as(member).body(Map.of("agent_id", id)).post("/passports").then().statusCode(404);
        house.as(member).get("/agents").then().body("items.id", not(hasItem(id)));
    }

    @Test
    void lists_agents_newest_first_page_by_page() {
        String first = agent();
        String second = agent();
        String third = agent();
        String cursor =
                house.as(member)
                        .get("/agents?limit=2")
                        .then()
                        .body("items.id", equalTo(List.of(third, second)))
                        .extract()
                        .path("next_cursor");
        house.as(member)
                .queryParam("cursor", cursor)
                .get("/agents")
                .then()
                .body("items.id", equalTo(List.of(first)));
        new House().owner().get("/agents").then().body("items.id", not(hasItems(first)));
    }

    private String agent() {
        return house.as(member)
                .body(Map.of("name", "bot"))
                .post("/agents")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String passport(String agent) {
        return house.as(member)
                .body(Map.of("agent_id", agent))
                .post("/passports")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private io.restassured.response.ValidatableResponse verify(String token) {
        return house.owner().body(Map.of("token", token)).post("/passports/verify").then();
    }
}
