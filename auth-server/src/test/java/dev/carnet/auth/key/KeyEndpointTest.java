package dev.carnet.auth.key;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class KeyEndpointTest {

    private static final String FORM = "carnet_[0-9a-z]{20}_[0-9a-f]{64}_[0-9a-f]{8}";

    private final House house = new House();

    @Test
    void shows_the_full_key_once_and_afterwards_only_its_beginning() {
        String person = house.person(Role.MEMBER);
        var made =
                make(person, Map.of("name", "laptop", "kind", "personal"))
                        .statusCode(201)
                        .body("key", matchesPattern(FORM))
                        .body("kind", equalTo("personal"))
                        .body("access", equalTo("read"))
                        .body("person_id", equalTo(person))
                        .body("status", equalTo("active"))
                        .body("expires_at", notNullValue())
                        .extract();
        String id = made.path("id");
        assertEquals(
                "/api/v1/keys/" + id, made.header("Location").replaceFirst("^.*?/api", "/api"));
        String listed =
                house.as(person)
                        .get("/keys")
                        .then()
                        .statusCode(200)
                        .body("items", hasSize(1))
                        .body("items[0].prefix", equalTo(made.path("prefix")))
                        .body("items[0].key", nullValue())
                        .extract()
                        .asString();
        String secret = made.<String>path("key").split("_", -1)[2];
        assertEquals(-1, listed.indexOf(secret));
    }

    @Test
    void the_key_works_at_once_by_either_header() {
        String key = key(house.person(Role.MEMBER), Map.of("name", "a", "kind", "personal"));
        House.bearer(key).get("/me").then().statusCode(200).body("credential", equalTo("key"));
        io.restassured.RestAssured.given()
                .header("X-Api-Key", key)
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("role", equalTo("member"));
    }

    @Test
    void a_personal_key_never_exceeds_its_owners_role_of_the_moment() {
        String person = house.person(Role.ADMIN);
        String key = key(person, Map.of("name", "a", "kind", "personal", "access", "write"));
        House.bearer(key)
                .body(Map.of("name", "b", "kind", "workspace"))
                .post("/keys")
                .then()
                .statusCode(201);
        house.owner()
                .body(Map.of("role", "viewer"))
                .patch("/members/" + person)
                .then()
                .statusCode(200);
        House.bearer(key)
                .body(Map.of("name", "c", "kind", "workspace"))
                .post("/keys")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPERATOR", "MEMBER", "VIEWER", "AUDITOR"})
    void only_owners_and_admins_make_keys_of_the_workspace(Role role) {
        house.as(role)
                .body(Map.of("name", "a", "kind", "workspace"))
                .post("/keys")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
    }

    @Test
    void a_workspace_key_acts_for_the_workspace() {
        String key =
                key(house.ownerId(), Map.of("name", "ci", "kind", "workspace", "access", "write"));
        House.bearer(key).get("/me").then().body("role", equalTo("operator"));
        House.bearer(key)
                .body(Map.of("name", "x", "kind", "personal"))
                .post("/keys")
                .then()
                .statusCode(403);
        House.bearer(key).get("/keys").then().statusCode(200).body("items", hasSize(1));
    }

    @Test
    void a_write_key_needs_a_credential_with_every_scope() {
        String person = house.person(Role.MEMBER);
        house.as(person, Set.of(Scope.READ, Scope.WRITE))
                .body(Map.of("name", "a", "kind", "personal", "access", "write"))
                .post("/keys")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_scope"))
                .header("WWW-Authenticate", containsString("carnet:operate"));
    }

    @Test
    void a_key_makes_no_key_that_outlives_it() {
        String key =
                key(
                        house.person(Role.MEMBER),
                        Map.of(
                                "name",
                                "a",
                                "kind",
                                "personal",
                                "access",
                                "write",
                                "expires",
                                "30d"));
        House.bearer(key)
                .body(Map.of("name", "b", "kind", "personal", "expires", "never"))
                .post("/keys")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/expires"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"kind\":\"personal\"}', /name",
        "'{\"name\":\"\",\"kind\":\"personal\"}', /name",
        "'{\"name\":\"a\",\"kind\":\"other\"}', /kind",
        "'{\"name\":\"a\"}', /kind",
        "'{\"name\":\"a\",\"kind\":\"personal\",\"access\":\"all\"}', /access",
        "'{\"name\":\"a\",\"kind\":\"personal\",\"expires\":\"60d\"}', /expires",
        "'{\"name\":\"a\",\"kind\":\"personal\",\"colour\":\"red\"}', /colour",
        "'{\"name\":7,\"kind\":\"personal\"}', /name"
    })
    void names_the_field_that_is_not_acceptable(String body, String pointer) {
        house.owner()
                .body(body)
                .post("/keys")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("validation_failed"))
                .body("errors.pointer", hasItem(pointer))
                .body("request_id", not(emptyOrNullString()));
    }

    @Test
    void rotates_in_place_and_the_old_secret_dies_at_once() {
        String person = house.person(Role.MEMBER);
        var made = make(person, Map.of("name", "a", "kind", "personal")).extract();
        String rotated =
                house.as(person)
                        .post("/keys/" + made.path("id") + "/rotate")
                        .then()
                        .statusCode(200)
                        .body("id", equalTo(made.path("id")))
                        .body("key", matchesPattern(FORM))
                        .extract()
                        .path("key");
        assertNotEquals(made.path("key"), rotated);
        House.bearer(made.path("key")).get("/me").then().statusCode(401);
        House.bearer(rotated).get("/me").then().statusCode(200);
    }

    @Test
    void not_even_an_admin_learns_the_secret_of_somebodys_personal_key() {
        String id =
                make(house.person(Role.MEMBER), Map.of("name", "a", "kind", "personal"))
                        .extract()
                        .path("id");
        house.owner().post("/keys/" + id + "/rotate").then().statusCode(403);
        house.owner().get("/keys/" + id).then().statusCode(200);
    }

    @Test
    void members_see_their_own_keys_and_admins_all() {
        String member = house.person(Role.MEMBER);
        String other = house.person(Role.MEMBER);
        String mine = id(member, "mine");
        String theirs = id(other, "theirs");
        house.as(member).get("/keys").then().body("items.id", equalTo(List.of(mine)));
        house.as(member).get("/keys/" + theirs).then().statusCode(404);
        house.as(member).delete("/keys/" + theirs).then().statusCode(404);
        house.as(member).post("/keys/" + theirs + "/rotate").then().statusCode(404);
        house.as(Role.ADMIN).get("/keys").then().body("items.id", hasItems(mine, theirs));
    }

    /// What has not even the form of an id is as unknown as any other.
    @Test
    void a_key_nobody_has_is_not_rotated() {
        for (String id : List.of("0", "key_", "key_nobody", "k")) {
            house.owner().post("/keys/" + id + "/rotate").then().statusCode(404);
        }
    }

    /// The refusal is an entry of the log, which has room for the beginning of a path only.
    @Test
    void an_id_without_end_is_refused_like_any_other() {
        for (int length : List.of(300, 500, 3_000)) {
            String id = "a".repeat(length);
            house.owner().delete("/members/" + id + "/factors").then().statusCode(404);
            house.owner().get("/workspaces/" + id).then().statusCode(404);
        }
    }

    @Test
    void an_expired_key_is_listed_as_such_and_not_rotated() {
        String person = house.person(Role.MEMBER);
        String id = id(person, "old");
        house.world()
                .write(
                        "UPDATE auth.api_key SET expires_at = created_at + interval '1 microsecond'"
                                + " WHERE key_id = ?",
                        id);
        house.as(person).get("/keys/" + id).then().body("status", equalTo("expired"));
        house.as(person)
                .post("/keys/" + id + "/rotate")
                .then()
                .statusCode(409)
                .body("code", equalTo("not_active"));
    }

    @Test
    void shows_when_a_key_was_last_used() {
        String person = house.person(Role.MEMBER);
        String id = id(person, "used");
        house.as(person).get("/keys/" + id).then().body("last_used_at", nullValue());
        house.world()
                .write(
                        "INSERT INTO gateway.key_use (workspace_id, key_id, used_at)"
                                + " VALUES (?, ?, '2026-11-20T10:00:00Z')",
                        house.workspace(),
                        id);
        house.as(person)
                .get("/keys/" + id)
                .then()
                .body("last_used_at", equalTo("2026-11-20T10:00:00Z"));
    }

    @Test
    void of_racers_for_the_last_places_only_as_many_win_as_there_are() {
        List<CompletableFuture<Integer>> racers =
                IntStream.range(0, 14)
                        .mapToObj(racer ->
                                CompletableFuture.supplyAsync(() ->
                                        make(
                                                        house.ownerId(),
                                                        Map.of(
                                                                "name",
                                                                "k" + racer,
                                                                "kind",
                                                                "workspace"))
                                                .extract()
                                                .statusCode()))
                        .toList();
        List<Integer> answers = racers.stream().map(CompletableFuture::join).toList();
        assertEquals(
                TestCarnet.KEYS_PER_WORKSPACE,
                answers.stream().filter(status -> status == 201).count());
        assertEquals(2, answers.stream().filter(status -> status == 409).count());
        make(house.ownerId(), Map.of("name", "x", "kind", "personal"))
                .statusCode(409)
                .body("code", equalTo("key_limit_reached"));
        String first = house.owner().get("/keys").then().extract().path("items[0].id");
        house.owner().delete("/keys/" + first).then().statusCode(200);
        make(house.ownerId(), Map.of("name", "x", "kind", "personal")).statusCode(201);
    }

    @Test
    void a_revoked_key_is_dead_on_the_next_request_and_stays_listed() {
        String person = house.person(Role.MEMBER);
        var made = make(person, Map.of("name", "a", "kind", "personal")).extract();
        House.bearer(made.path("key")).get("/me").then().statusCode(200);
        house.as(Role.ADMIN).delete("/keys/" + made.path("id")).then().statusCode(200);
        House.bearer(made.path("key")).get("/me").then().statusCode(401);
        house.as(person)
                .get("/keys/" + made.path("id"))
                .then()
                .body("status", equalTo("revoked"))
                .body("revoked_at", notNullValue());
        house.as(person).post("/keys/" + made.path("id") + "/rotate").then().statusCode(409);
    }

    private String id(String person, String name) {
        return make(person, Map.of("name", name, "kind", "personal")).extract().path("id");
    }

    private String key(String person, Map<String, String> body) {
        return make(person, body).statusCode(201).extract().path("key");
    }

    private ValidatableResponse make(String person, Map<String, String> body) {
        return house.as(person).body(body).post("/keys").then();
    }
}
