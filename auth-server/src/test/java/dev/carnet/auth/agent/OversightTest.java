package dev.carnet.auth.agent;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What an operator decided about an agent is not undone by whoever answers for it.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class OversightTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String operator = house.person(Role.OPERATOR);
    private final String agent = house.world().agent(house.workspace(), member);

    private ValidatableResponse edit(String person, Map<String, ?> body) {
        return edit(person, agent, body);
    }

    private ValidatableResponse edit(String person, String id, Map<String, ?> body) {
        return house.as(person).body(body).patch("/agents/" + id).then();
    }

    private ValidatableResponse passport() {
        return house.as(member)
                .body(Map.of("agent_id", agent, "intent", Map.of("summary", "x")))
                .post("/passports")
                .then();
    }

    private String review(String id) {
        return house.review(id, true);
    }

    private ValidatableResponse decide(String person, String review, String decision) {
        return house.as(person)
                .body(Map.of("version", 1, "decision", decision))
                .post("/reviews/" + review + "/decision")
                .then();
    }

    /// H4: a blocked agent stays blocked whatever its owner says; somebody else looks first, and
    /// decides the review where it is.
    @Test
    void its_owner_does_not_acquit_a_blocked_agent() {
        String review = review(agent);
        edit(member, Map.of("blocked", false))
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
        edit(operator, Map.of("blocked", false))
                .statusCode(409)
                .body("detail", containsString("/reviews/" + review + "/decision"));
        decide(operator, review, "block").statusCode(200);
        edit(member, Map.of("blocked", false)).statusCode(403);
        passport().statusCode(403).body("code", equalTo("passport_blocked"));
        edit(operator, Map.of("blocked", false)).statusCode(200).body("blocked", equalTo(false));
        passport().statusCode(201);
    }

    /// H4: an operator does not decide about an agent of their own; an owner of the workspace may,
    /// since there need be nobody else.
    @ParameterizedTest
    @CsvSource({"OPERATOR, 403", "ADMIN, 403", "OWNER, 200"})
    void who_answers_for_an_agent_does_not_decide_about_it(Role role, int status) {
        String person = role == Role.OWNER ? house.ownerId() : house.person(role);
        String own = house.world().agent(house.workspace(), person);
        String review = review(own);
        decide(person, review, "accept").statusCode(status);
        if (status == 403) {
            edit(person, own, Map.of("blocked", false)).statusCode(403);
            decide(operator, review, "accept").statusCode(200);
        }
    }

    /// H4: whoever accepts one report says nothing about another one, nor about what somebody
    /// decided by hand.
    @Test
    void accepting_one_report_lifts_no_other_block() {
        String own = house.world().agent(house.workspace(), house.person(Role.MEMBER));
        String harmless = house.review(own, false);
        String odd = house.review(own, false);
        String grave = review(own);
        decide(operator, harmless, "accept").statusCode(200);
        blocked(own, true);
        decide(operator, grave, "accept").statusCode(200);
        blocked(own, false);
        String late = house.review(own, false);
        edit(operator, own, Map.of("blocked", true)).statusCode(200);
        decide(operator, late, "accept").statusCode(200);
        blocked(own, true);
        decide(operator, odd, "accept").statusCode(200);
        edit(operator, own, Map.of("blocked", false)).statusCode(200);
        blocked(own, false);
        String first = review(own);
        String second = review(own);
        decide(operator, second, "block").statusCode(200);
        decide(operator, first, "accept").statusCode(200);
        blocked(own, true);
    }

    private void blocked(String agent, boolean expected) {
        house.as(operator).get("/agents/" + agent).then().body("blocked", equalTo(expected));
    }

    /// H4: nor by a key of the workspace that they made.
    @Test
    void a_key_of_the_workspace_is_no_way_around_it() {
        String admin = house.person(Role.ADMIN);
        String own = house.world().agent(house.workspace(), admin);
        String review = review(own);
        String key =
                house.as(admin)
                        .body(Map.of("name", "undoing", "kind", "workspace", "access", "write"))
                        .post("/keys")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("key");
        House.bearer(key)
                .body(Map.of("blocked", false))
                .patch("/agents/" + own)
                .then()
                .statusCode(403);
        decide(operator, review, "accept").statusCode(200);
    }

    /// Two ways to suspend an agent.
    enum Way {
        EDIT,
        REVOCATION
    }

    /// D4: an agent that an operator suspended goes on by an operator's word only; what its owner
    /// suspended the owner takes back.
    @ParameterizedTest
    @EnumSource
    void its_owner_has_a_suspended_agent_go_on_only_where_it_was_theirs(Way way) {
        suspend(member, way);
        edit(member, Map.of("status", "active")).statusCode(200);
        suspend(operator, way);
        edit(member, Map.of("status", "active"))
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
        passport().statusCode(403).body("code", equalTo("agent_suspended"));
        edit(operator, Map.of("status", "active")).statusCode(200);
        suspend(member, way);
        suspend(operator, Way.EDIT);
        edit(member, Map.of("status", "active")).statusCode(403);
    }

    private void suspend(String person, Way way) {
        if (way == Way.EDIT) {
            edit(person, Map.of("status", "suspended")).statusCode(200);
        } else {
            house.as(person)
                    .body(Map.of("type", "agent", "id", agent))
                    .post("/revocations")
                    .then()
                    .statusCode(200);
        }
    }

    /// H4, D4: what an operator tightened its owner may tighten more, and not loosen; an operator
    /// may, and what nobody else set is the owner's.
    @Test
    void its_owner_does_not_loosen_what_an_operator_tightened() {
        edit(member, Map.of("mode", "logged")).statusCode(200);
        edit(member, Map.of("mode", "standard")).statusCode(200);
        edit(member, Map.of("on_critical", "none")).statusCode(200);
        edit(operator, Map.of("mode", "logged")).statusCode(200);
        edit(operator, Map.of("on_critical", "revoke")).statusCode(200);
        edit(operator, Map.of("scopes", List.of("carnet:read"))).statusCode(200);
        edit(
                        operator,
                        Map.of(
                                "services",
                                List.of(Map.of("id", "carnet", "scopes", List.of("read")))))
                .statusCode(200);
        for (Map<String, ?> looser :
                List.of(
                        Map.of("mode", "standard"),
                        Map.of("on_critical", "notify"),
                        Map.of("scopes", List.of("carnet:read", "carnet:write")),
                        Map.of("services", List.of(Map.of("id", "carnet"))),
                        Map.of("all_services", true))) {
            edit(member, looser).statusCode(403).body("code", equalTo("insufficient_role"));
        }
        edit(member, Map.of("mode", "enforced")).statusCode(200);
        edit(member, Map.of("on_critical", "block")).statusCode(200);
        edit(member, Map.of("on_warning", "none")).statusCode(200);
        edit(member, Map.of("mode", "logged")).statusCode(403);
        edit(operator, Map.of("mode", "standard", "all_services", true))
                .statusCode(200)
                .body("mode", equalTo("standard"));
    }
}
