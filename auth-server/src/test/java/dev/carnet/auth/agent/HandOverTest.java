package dev.carnet.auth.agent;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents that answer to somebody else from some day on.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class HandOverTest {

    private final House house = new House();
    private final String member = house.person(Role.MEMBER);
    private final String successor = house.person(Role.MEMBER);
    private final String admin = house.person(Role.ADMIN);
    private final String agent = house.world().agent(house.workspace(), member);

    private ValidatableResponse hand(String by, String to) {
        return edit(by, Map.of("owner_id", to));
    }

    private ValidatableResponse edit(String by, Map<String, ?> edit) {
        return edit(by, agent, edit);
    }

    private ValidatableResponse passport(String by) {
        return house.as(by).body(Map.of("agent_id", agent)).post("/passports").then();
    }

    private static ValidatableResponse verify(String token) {
        return House.patient()
                .contentType("application/json")
                .body(Map.of("token", token))
                .post(House.API + "/passports/verify")
                .then();
    }

    /// D4, E1: what the agent had answers to the owner before, and ends, with its key; the new one
    /// goes on.
    @Test
    void an_agent_answers_to_its_new_owner_alone() {
        String had = passport(member).statusCode(201).extract().path("token");
        house.world()
                .write(
                        "UPDATE auth.agent SET public_jwk = '{}', enrolled_at = now() WHERE agent_id = ?",
                        agent);
        hand(admin, successor)
                .statusCode(200)
                .body("owner_id", equalTo(successor))
                .body("enrolled", equalTo(false));
        verify(had).body("reason", equalTo("revoked"));
        passport(member).statusCode(403);
        edit(member, Map.of("description", "mine")).statusCode(403);
        String has =
                passport(successor)
                        .statusCode(201)
                        .body("owner_id", equalTo(successor))
                        .extract()
                        .path("token");
        verify(has).body("active", equalTo(true));
        assertEquals(
                "agent.handover",
                house.world()
                        .strings(
                                """
                                SELECT act FROM audit.index i JOIN audit.log l USING (log_id)
                                WHERE l.workspace_id = ? AND act = 'agent.handover'
                                """,
                                house.workspace())
                        .getFirst());
        hand(admin, successor).statusCode(400).body("errors.pointer", hasItem("/owner_id"));
    }

    /// D4: an agent whose owner left is nobody's until somebody has it.
    @Test
    void an_agent_outlives_its_owners_membership() {
        house.owner().delete("/members/" + member).then().statusCode(200);
        passport(admin).statusCode(404);
        hand(admin, successor).statusCode(200);
        passport(successor).statusCode(201);
    }

    /// H4: who takes an agent over takes over what was decided about it.
    @Test
    void what_was_decided_about_it_stays() {
        edit(house.person(Role.OPERATOR), Map.of("mode", "logged")).statusCode(200);
        edit(house.person(Role.OPERATOR), Map.of("blocked", true)).statusCode(200);
        hand(admin, successor).statusCode(200).body("blocked", equalTo(true));
        passport(successor).statusCode(403);
        edit(successor, Map.of("blocked", false)).statusCode(403);
        edit(successor, Map.of("mode", "standard")).statusCode(403);
        hand(admin, admin).statusCode(200);
        edit(admin, Map.of("blocked", false)).statusCode(403);
    }

    /// H4: who answers for an agent does not hand it to a colleague, acquit it there and take it
    /// back; another admin hands it over, and so does an owner of the workspace.
    @ParameterizedTest
    @ValueSource(strings = {"blocked", "held", "review"})
    void who_answers_for_it_does_not_hand_over_what_somebody_decided(String what) {
        String own = house.world().agent(house.workspace(), admin);
        decided(own, what);
        var handed = Map.of("owner_id", successor);
        edit(admin, own, handed).statusCode(403).body("code", equalTo("insufficient_role"));
        edit(house.person(Role.ADMIN), own, handed).statusCode(200);
        String theirs = house.world().agent(house.workspace(), house.ownerId());
        decided(theirs, what);
        edit(house.ownerId(), theirs, handed).statusCode(200);
        String free = house.world().agent(house.workspace(), admin);
        edit(admin, free, handed).statusCode(200);
    }

    /// H4: nor do they decide about what the agent did while it was theirs.
    @Test
    void who_answered_for_it_does_not_decide_afterwards() {
        String own = house.world().agent(house.workspace(), admin);
        String review = decided(own, "review");
        edit(house.person(Role.ADMIN), own, Map.of("owner_id", successor)).statusCode(200);
        decide(admin, review).statusCode(403).body("code", equalTo("insufficient_role"));
        decide(house.person(Role.OPERATOR), review).statusCode(200);
    }

    private String decided(String id, String what) {
        String operator = house.person(Role.OPERATOR);
        switch (what) {
            case "blocked" -> edit(operator, id, Map.of("blocked", true)).statusCode(200);
            case "held" -> edit(operator, id, Map.of("mode", "logged")).statusCode(200);
            default -> {
                return house.review(id, false);
            }
        }
        return "";
    }

    private ValidatableResponse decide(String by, String review) {
        return house.as(by)
                .body(Map.of("version", 1, "decision", "accept"))
                .post("/reviews/" + review + "/decision")
                .then();
    }

    private ValidatableResponse edit(String by, String id, Map<String, ?> edit) {
        return house.as(by).body(edit).patch("/agents/" + id).then();
    }

    /// D4: nobody but admins hands over, and to members who may have agents only, of this
    /// workspace.
    @Test
    void not_everybody_hands_over_and_not_everybody_takes() {
        for (String by : new String[] {member, successor, house.person(Role.OPERATOR)}) {
            hand(by, successor).statusCode(403);
        }
        String elsewhere = new House().person(Role.MEMBER);
        for (String to :
                new String[] {house.person(Role.VIEWER), elsewhere, Ids.fresh("prs"), "somebody"}) {
            hand(admin, to).statusCode(400).body("errors.pointer", hasItem("/owner_id"));
        }
        new House()
                .owner()
                .body(Map.of("owner_id", successor))
                .patch("/agents/" + agent)
                .then()
                .statusCode(404);
        for (var more :
                Map.of("name", "other", "status", "suspended", "mode", "logged").entrySet()) {
            var edit = new HashMap<String, Object>(Map.of("owner_id", successor));
            edit.put(more.getKey(), more.getValue());
            edit(admin, edit).statusCode(400).body("errors.pointer", hasItem("/owner_id"));
        }
        house.as(admin)
                .header("If-Match", "\"77\"")
                .body(Map.of("owner_id", successor))
                .patch("/agents/" + agent)
                .then()
                .statusCode(412);
        house.owner().get("/agents/" + agent).then().body("owner_id", equalTo(member));
    }
}
