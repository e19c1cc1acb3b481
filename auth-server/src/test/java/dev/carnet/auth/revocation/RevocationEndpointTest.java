package dev.carnet.auth.revocation;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RevocationEndpointTest {

    private final House house = new House();
    private final String operator = house.person(Role.OPERATOR);

    @Test
    void says_what_ended_and_the_second_time_that_it_was_over() {
        String key = key(house.person(Role.MEMBER));
        revoke(operator, "key", key)
                .statusCode(200)
                .body("type", equalTo("key"))
                .body("id", equalTo(key))
                .body("already", equalTo(false))
                .body("revoked", hasSize(1))
                .body("revoked[0].id", equalTo(key))
                .body("counts.keys", equalTo(1));
        revoke(operator, "key", key)
                .statusCode(200)
                .body("already", equalTo(true))
                .body("revoked", hasSize(0))
                .body("counts.keys", equalTo(0));
    }

    /// E1, E2: what would end is said by the statements that end it, and nothing does.
    @Test
    void a_dry_run_says_what_would_end_and_ends_nothing() {
        String member = house.person(Role.MEMBER);
        String first = key(member);
        key(member);
        for (int again = 0; again < 2; again++) {
            dry(operator, "member", member)
                    .statusCode(200)
                    .body("dry_run", equalTo(true))
                    .body("already", equalTo(false))
                    .body("revoked[0].id", equalTo(member))
                    .body("counts.keys", equalTo(2));
        }
        house.as(Role.AUDITOR).get("/revocations").then().body("items", hasSize(0));
        dry(member, "key", first).statusCode(200).body("counts.keys", equalTo(1));
        revoke(member, "key", first)
                .statusCode(200)
                .body("already", equalTo(false))
                .body("dry_run", nullValue())
                .body("counts.keys", equalTo(1));
        dry(member, "key", first).body("already", equalTo(true)).body("revoked", hasSize(0));
        dry(operator, "member", member).body("counts.keys", equalTo(1));
    }

    /// E1: it is asked by who may do it, of what is there.
    @Test
    void a_dry_run_is_refused_like_the_order() {
        String member = house.person(Role.MEMBER);
        dry(member, "key", key(operator)).statusCode(403);
        dry(operator, "member", house.ownerId()).statusCode(403);
        dry(operator, "key", Ids.fresh("key")).statusCode(404);
        new House()
                .owner()
                .body(Map.of("type", "member", "id", member, "dry_run", true))
                .post("/revocations")
                .then()
                .statusCode(404);
    }

    /// E1, C6: a passport that was renewed would end with all it was renewed into.
    @Test
    void a_dry_run_counts_the_whole_line_of_a_passport() {
        String member = house.person(Role.MEMBER);
        String agent = house.world().agent(house.workspace(), member);
        String first =
                house.as(member)
                        .body(Map.of("agent_id", agent))
                        .post("/passports")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("token");
        String next =
                House.patient()
                        .contentType("application/json")
                        .body(Map.of("token", first))
                        .post(House.API + "/passports/refresh")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("jti");
        for (String named : List.of(next, jti(first))) {
            dry(member, "passport", named)
                    .statusCode(200)
                    .body("counts.passports", equalTo(2))
                    .body("revoked.id", equalTo(List.of(named)));
        }
        revoke(member, "passport", next)
                .statusCode(200)
                .body("counts.passports", equalTo(2))
                .body("revoked.id", equalTo(List.of(next)));
    }

    private ValidatableResponse dry(String by, String type, String id) {
        return house.as(by)
                .body(Map.of("type", type, "id", id, "dry_run", true))
                .post("/revocations")
                .then();
    }

    @Test
    void lists_what_is_in_force_with_its_reason() {
        String key = key(house.person(Role.MEMBER));
        house.as(operator)
                .body(Map.of("type", "key", "id", key, "reason", "lost laptop"))
                .post("/revocations");
        house.as(Role.AUDITOR)
                .get("/revocations")
                .then()
                .statusCode(200)
                .body("items[0].type", equalTo("key"))
                .body("items[0].id", equalTo(key))
                .body("items[0].reason", equalTo("lost laptop"));
    }

    @Test
    void members_revoke_what_is_theirs_and_nothing_else() {
        String member = house.person(Role.MEMBER);
        String agent = house.world().agent(house.workspace(), member);
        String mine = key(member);
        String theirs = key(operator);
        revoke(member, "key", mine).statusCode(200);
        revoke(member, "agent", agent).statusCode(200).body("counts.agents", equalTo(1));
        revoke(member, "key", theirs).statusCode(403).body("code", equalTo("insufficient_role"));
        revoke(member, "member", operator).statusCode(403);
    }

    @Test
    void a_whole_person_is_revoked_by_a_higher_role_or_themselves() {
        String member = house.person(Role.MEMBER);
        revoke(operator, "member", house.ownerId()).statusCode(403);
        revoke(operator, "member", member).statusCode(200);
        house.as(member).get("/me").then().statusCode(200);
        String other = house.person(Role.MEMBER);
        house.as(house.ownerId())
                .body(Map.of("type", "member", "id", other))
                .post("/revocations")
                .then()
                .statusCode(200);
    }

    @Test
    void a_token_is_known_by_its_entry_in_the_log() {
        var client =
                house.owner()
                        .body(Map.of("client_name", "Batch"))
                        .post("/clients")
                        .then()
                        .extract();
        String token =
                io.restassured.RestAssured.given()
                        .auth()
                        .preemptive()
                        .basic(client.path("client_id"), client.path("client_secret"))
                        .formParam("grant_type", "client_credentials")
                        .post("/token")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("access_token");
        String jti = jti(token);
        new House()
                .owner()
                .body(Map.of("type", "token", "id", jti))
                .post("/revocations")
                .then()
                .statusCode(404);
        revoke(operator, "token", jti).statusCode(200).body("counts.tokens", equalTo(1));
        revoke(operator, "token", jti).statusCode(200).body("already", equalTo(true));
    }

    @ParameterizedTest
    @CsvSource({
        "passport, psp",
        "token, jti",
        "grant, grt",
        "client, cli",
        "agent, agt",
        "key, key",
        "member, prs"
    })
    void does_not_know_an_id_that_was_never_given_out(String type, String prefix) {
        revoke(operator, type, Ids.fresh(prefix))
                .statusCode(404)
                .body("code", equalTo("not_found"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"type\":\"everything\",\"id\":\"x\"}', /type",
        "'{\"id\":\"x\"}', /type",
        "'{\"type\":\"key\"}', /id",
        "'{\"type\":\"key\",\"id\":\" \"}', /id"
    })
    void names_the_field_that_is_not_acceptable(String body, String pointer) {
        house.as(operator)
                .body(body)
                .post("/revocations")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(pointer));
    }

    @Test
    void needs_the_scope_to_operate() {
        house.as(operator, Set.of(Scope.READ, Scope.WRITE))
                .body(Map.of("type", "key", "id", "key_x"))
                .post("/revocations")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_scope"));
    }

    private static String jti(String token) {
        try {
            return com.nimbusds.jwt.SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
        } catch (java.text.ParseException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String key(String person) {
        return house.as(person)
                .body(Map.of("name", "a", "kind", "personal"))
                .post("/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private ValidatableResponse revoke(String by, String type, String id) {
        return house.as(by).body(Map.of("type", type, "id", id)).post("/revocations").then();
    }
}
