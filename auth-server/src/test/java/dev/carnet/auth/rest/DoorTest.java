package dev.carnet.auth.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Neighbour;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class DoorTest {

    private final House house = new House();

    @Test
    void publishes_its_metadata() {
        given().get("/.well-known/oauth-protected-resource/api/v1")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "*")
                .body("resource", equalTo(house.world().issuer() + "/api/v1"))
                .body("authorization_servers[0]", equalTo(house.world().issuer()))
                .body(
                        "scopes_supported",
                        hasItems("carnet:read", "carnet:write", "carnet:operate"));
    }

    @Test
    void refuses_a_token_of_the_mcp_endpoint() {
        var claims = house.world().claims(house.workspace(), house.ownerId());
        House.bearer(house.world().token(claims))
                .get("/me")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid_token"))
                .header("WWW-Authenticate", containsString("error=\"invalid_token\""));
    }

    /// V17: wrong keys are limited for each network, and no right one is shut out by them.
    @Test
    void limits_wrong_keys_and_no_right_one() {
        var guesser = new Neighbour("127.0.0.17");
        String url = house.world().issuer() + House.API + "/me";
        String right = house.world().key(house.workspace(), house.ownerId(), true, true).text();
        String wrong = right.substring(0, right.length() - 8) + "AAAAAAAA";
        var answer = guesser.get(url, wrong);
        assertEquals(401, answer.statusCode());
        for (int tries = 0; answer.statusCode() != 429 && tries < 1_000; tries++) {
            answer = guesser.get(url, wrong);
        }
        assertEquals(429, answer.statusCode(), answer.body());
        assertEquals("60", answer.headers().firstValue("Retry-After").orElse(""));
        assertTrue(answer.body().contains("too_many_requests"), answer.body());
        assertEquals(200, guesser.get(url, right).statusCode());
        assertEquals(200, guesser.get(url, house.ownerToken()).statusCode());
        assertEquals(401, new Neighbour("127.0.0.18").get(url, wrong).statusCode());
        assertEquals(401, guesser.get(url, expired()).statusCode());
    }

    @Test
    void refuses_an_expired_token() {
        House.bearer(expired()).get("/me").then().statusCode(401);
    }

    private String expired() {
        var claims =
                house.world()
                        .claims(house.workspace(), house.ownerId())
                        .audience(house.world().issuer() + House.API)
                        .lives(Instant.now().minusSeconds(600), Instant.now().minusSeconds(1));
        return house.world().token(claims);
    }

    @Test
    void refuses_two_different_credentials() {
        house.owner()
                .header("X-Api-Key", "carnet_another")
                .get("/me")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed_request"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1",
                "/api/v1/",
                "/api/v1/nothing",
                "/api/v1/me/",
                "/api/v1//me",
                "/api/v1/me;a=b",
                "/api/v1/%6de",
                "/api/v1/keys/%2e%2e/me"
            })
    void knows_no_path_but_those_of_the_table(String path) throws Exception {
        var answer = raw(path, house.ownerToken());
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().contains("\"not_found\""), answer.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/v1/me",
                "/api//v1/me",
                "/%61pi/v1/me",
                "/api/v1;x/me",
                "/./api/v1/me",
                "/x/../api/v1/me",
                "/api/v1/me?x"
            })
    void no_spelling_of_a_path_leads_past_the_door(String path) throws Exception {
        var answer = raw(path, "");
        assertTrue(answer.statusCode() >= 400, answer.body());
        assertFalse(answer.body().contains("role"), answer.body());
    }

    /// The path exactly as it stands here: other clients tidy it up.
    private HttpResponse<String> raw(String path, String token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(house.world().issuer() + path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void says_which_methods_a_path_has() {
        house.owner()
                .put("/keys")
                .then()
                .statusCode(405)
                .body("code", equalTo("method_not_allowed"))
                .body("detail", containsString("GET, POST"));
    }

    @Test
    void takes_json_only() {
        house.owner()
                .contentType(ContentType.URLENC)
                .formParam("name", "x")
                .post("/keys")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("code", equalTo("unsupported_media_type"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"text\"",
                "{\"name\":\"a\",\"kind\":\"personal\"} {}",
                "{\"name\":\"a\",\"name\":\"b\",\"kind\":\"personal\"}"
            })
    void refuses_a_body_that_is_not_one_json_object(String body) {
        house.owner()
                .body(body)
                .post("/keys")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body(not(containsString("jackson")))
                .body(not(containsString("dev.carnet")));
    }

    @Test
    void refuses_a_body_that_is_too_large() {
        house.owner()
                .body(Map.of("name", "x".repeat(70_000), "kind", "personal"))
                .post("/keys")
                .then()
                .statusCode(413)
                .body("code", equalTo("body_too_large"));
    }

    @Test
    void a_role_that_was_lowered_counts_for_the_next_request() {
        String person = house.person(Role.ADMIN);
        var request = Map.of("email", "x@example.test", "role", "viewer");
        house.owner()
                .body(Map.of("role", "member"))
                .patch("/members/" + person)
                .then()
                .statusCode(200);
        house.as(person)
                .body(request)
                .post("/members")
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient_role"));
    }

    @Test
    void repeats_a_harmless_request_id_and_replaces_any_other() {
        house.owner()
                .header("X-Request-Id", "abc-1")
                .get("/me")
                .then()
                .header("X-Request-Id", "abc-1");
        house.owner()
                .header("X-Request-Id", "a b")
                .get("/me")
                .then()
                .header("X-Request-Id", containsString("req_"));
    }
}
