package dev.carnet.auth.journey;

import static dev.carnet.auth.journey.Patience.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Machines.Machine;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Client authentication and the form of requests, with `client_credentials` as the grant.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ClientAuthenticationTest {

    private Machine machine = Machine.NONE;

    @BeforeEach
    void machine() {
        machine = Machines.withSecret(People.workspace());
    }

    @Test
    void basic_and_post_are_both_accepted() {
        given().auth()
                .preemptive()
                .basic(machine.id(), machine.secret())
                .contentType("application/x-www-form-urlencoded")
                .body("grant_type=client_credentials")
                .post("/token")
                .then()
                .statusCode(200);
        OAuthClient.token(machine.form()).then().statusCode(200);
    }

    /// RFC 9700 §2.5: one way at a time.
    @Test
    void both_at_once_are_an_invalid_request() {
        given().auth()
                .preemptive()
                .basic(machine.id(), machine.secret())
                .contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(machine.form()))
                .post("/token")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
    }

    @Test
    void a_wrong_secret_is_a_401_and_basic_is_challenged() {
        given().auth()
                .preemptive()
                .basic(machine.id(), machine.secret() + "x")
                .contentType("application/x-www-form-urlencoded")
                .body("grant_type=client_credentials")
                .post("/token")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Basic"))
                .body("error", equalTo("invalid_client"));
        var form = machine.form();
        form.put("client_secret", machine.secret().substring(1));
        OAuthClient.token(form)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", nullValue())
                .body("error", equalTo("invalid_client"));
    }

    @Test
    void a_confidential_client_cannot_come_without_proof() {
        var form = machine.form();
        form.remove("client_secret");
        OAuthClient.token(form).then().statusCode(401).body("error", equalTo("invalid_client"));
    }

    @Test
    void a_public_client_cannot_come_with_an_invented_secret() {
        var form = new LinkedHashMap<>(OAuthClient.known().refreshment("x"));
        form.put("client_secret", "x");
        OAuthClient.token(form).then().statusCode(401).body("error", equalTo("invalid_client"));
    }

    @Test
    void an_unknown_client_is_a_401_in_json() {
        var form = machine.form();
        form.put("client_id", "cli_00000000000000000000");
        OAuthClient.token(form)
                .then()
                .statusCode(401)
                .contentType("application/json")
                .header("Cache-Control", containsString("no-store"))
                .body("error", equalTo("invalid_client"));
    }

    /// V35, V59: for this issuer, by a registered key, and once: at any replica and in parallel.
    @Test
    void an_assertion_works_once_even_in_parallel() {
        var keyed = Machines.withKey(People.workspace());
        try (var races = new Races(4)) {
            for (int round = 0; round < 20; round++) {
                Map<String, String> form = keyed.form(World.current().issuer());
                var statuses = races.run(() -> Wire.tokenOnce(form).status());
                // 503: the winner could not be served at that moment, and its assertion is spent
                assertEquals(
                        1,
                        statuses.stream().filter(status -> status == 200 || status == 503).count(),
                        statuses.toString());
                assertEquals(3, statuses.stream().filter(status -> status == 401).count());
            }
        }
        OAuthClient.token(keyed.form(World.current().issuer() + "/token"))
                .then()
                .statusCode(401)
                .body("error", equalTo("invalid_client"));
    }

    @Test
    void a_client_with_keys_cannot_use_a_secret() {
        var keyed = Machines.withKey(People.workspace());
        OAuthClient.token(
                        Map.of(
                                "grant_type", "client_credentials",
                                "client_id", keyed.id(),
                                "client_secret", "x"))
                .then()
                .statusCode(401);
    }

    /// V8: every parameter twice.
    @Test
    void any_parameter_sent_twice_is_an_invalid_request() {
        for (String name : machine.form().keySet()) {
            String body = Browser.encode(machine.form());
            given().contentType("application/x-www-form-urlencoded")
                    .body(
                            body
                                    + "&"
                                    + name
                                    + "="
                                    + Browser.encode(machine.form().getOrDefault(name, "")))
                    .post("/token")
                    .then()
                    .statusCode(400)
                    .body("error", equalTo("invalid_request"));
        }
    }

    /// OAuth 2.1 §5: nothing in the query. RFC 9700 §4.3: nothing in the query, ever.
    @Test
    void credentials_in_the_query_are_refused() {
        given().contentType("application/x-www-form-urlencoded")
                .body("grant_type=client_credentials")
                .urlEncodingEnabled(false)
                .post("/token?client_id=" + machine.id() + "&client_secret=" + machine.secret())
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
    }

    /// RFC 9700 §2.4: no password grant in any dress.
    @ParameterizedTest
    @ValueSource(strings = {"password", "Password", "PASSWORD", "urn:password"})
    void there_is_no_password_grant(String grant) {
        var form = machine.form();
        form.put("grant_type", grant);
        form.put("username", "a");
        form.put("password", "b");
        OAuthClient.token(form)
                .then()
                .statusCode(400)
                .body("error", equalTo("unsupported_grant_type"));
    }

    /// RFC 9700 §2.4: no password grant as JSON either.
    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data"})
    void another_media_type_is_refused_in_json(String type) {
        given().header("Content-Type", type)
                .body(
                        "{\"grant_type\":\"password\",\"username\":\"a\",\"password\":\"b\"}"
                                .getBytes(StandardCharsets.UTF_8))
                .post("/token")
                .then()
                .statusCode(400)
                .contentType("application/json")
                .body("error", equalTo("invalid_request"));
    }

    @Test
    void a_get_is_refused() {
        given().get("/token")
                .then()
                .statusCode(405)
                .header("Allow", equalTo("POST"))
                .body("error", equalTo("invalid_request"));
    }

    /// V20: a megabyte of scope, a hundred thousand scopes, ten thousand resources.
    @ParameterizedTest
    @CsvSource({"scope, x, 1000000", "scope, r+, 100000", "resource, x&resource=, 10000"})
    void what_is_huge_is_refused(String name, String part, int times) {
        String body = Browser.encode(machine.form()) + "&" + name + "=" + part.repeat(times);
        var answer =
                given().contentType("application/x-www-form-urlencoded").body(body).post("/token");
        answer.then().statusCode(400).body("error", equalTo("invalid_request"));
        assertTrue(answer.asString().length() < 1_000, answer.asString());
    }

    /// RFC 10017: a page may use the token endpoint for the client it belongs to.
    @Test
    void a_page_of_a_foreign_origin_cannot_use_the_token_endpoint() {
        OAuthClient client = OAuthClient.known("http://localhost:6274/oauth/callback");
        given().header("Origin", "https://evil.example")
                .contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(client.refreshment("x")))
                .post("/token")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
        given().header("Origin", "http://localhost:6274")
                .contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(client.refreshment("x")))
                .post("/token")
                .then()
                .header("Access-Control-Allow-Origin", equalTo("*"))
                .body("error", equalTo("invalid_grant"));
    }
}
