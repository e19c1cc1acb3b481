package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which clients get refresh tokens, and how long a spent one is answered with its successor.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RefreshGraceTest {

    private static final int ROUNDS = Rounds.COUNT;
    private static final int CALLERS = 50;

    private final World world = World.current();
    private OAuthClient client = new OAuthClient("");
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        client = OAuthClient.known();
        person = People.member(Role.OWNER);
    }

    /// V1, V2, W2: fifty processes at once, two hundred times: one successor, and one line.
    @Test
    void fifty_callers_at_once_end_on_one_successor_every_time() {
        String token = refreshToken();
        try (var races = new Races(CALLERS)) {
            for (int round = 0; round < ROUNDS; round++) {
                var form = client.refreshment(token);
                var answers = races.run(() -> Wire.token(form));
                var successors =
                        answers.stream()
                                .map(answer -> answer.status() + answer.text("refresh_token"))
                                .collect(Collectors.toSet());
                assertEquals(1, successors.size(), "round " + round + ": " + successors);
                token = answers.getFirst().text("refresh_token");
                assertFalse(token.isEmpty(), "round " + round + ": " + successors);
            }
        }
        assertEquals(
                Integer.toString(ROUNDS + 1),
                Rows.string(
                        "SELECT count(*) FROM auth.refresh WHERE client_id = ?", client.clientId));
        assertEquals(
                "1",
                Rows.string(
                        "SELECT count(*) FROM auth.refresh WHERE client_id = ? AND rotated_at IS"
                                + " NULL",
                        client.clientId));
        assertTrue(
                Collections.frequency(Rows.acts(person.workspace()), "token.refresh_grace") > 0,
                "every hit of the window is in the log");
    }

    /// V1, V2, W1, W4: without a window one of many wins at most, and the family is dead for all.
    @Test
    void without_a_window_a_race_leaves_nothing_alive() {
        world.write(
                "UPDATE auth.client SET refresh_grace_seconds = 0 WHERE client_id = ?",
                client.clientId);
        try (var races = new Races(4)) {
            for (int round = 0; round < ROUNDS; round++) {
                String token = refreshToken();
                var form = client.refreshment(token);
                var answers = races.run(() -> Wire.token(form));
                var won = answers.stream().filter(answer -> answer.status() == 200).toList();
                assertTrue(won.size() <= 1, "round " + round + ": " + won.size() + " won");
                assertTrue(Grants.isRevoked(Grants.of(token)), "round " + round);
                for (var answer : won) {
                    client.refresh(answer.text("refresh_token")).then().statusCode(400);
                }
            }
        }
    }

    /// V3, W3: when the successor cannot be written nothing is spent and nothing is given out.
    @Test
    void a_write_that_fails_in_the_middle_neither_loses_nor_forks() {
        String token = refreshToken();
        String name = "broken_" + client.clientId;
        world.write(
                """
                CREATE FUNCTION auth.%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF NEW.client_id = '%2$s' THEN RAISE EXCEPTION 'disk full'; END IF;
                  RETURN NEW;
                END $$
                """
                        .formatted(name, client.clientId));
        world.write(
                "CREATE TRIGGER %1$s BEFORE INSERT ON auth.refresh FOR EACH ROW EXECUTE FUNCTION auth.%1$s()"
                        .formatted(name));
        try {
            var answer = client.refresh(token);
            assertTrue(answer.statusCode() >= 500, answer.asString());
            assertFalse(answer.asString().contains("_token"), answer.asString());
        } finally {
            world.write("DROP TRIGGER %1$s ON auth.refresh".formatted(name));
            world.write("DROP FUNCTION auth.%1$s()".formatted(name));
        }
        assertEquals(
                "1",
                Rows.string(
                        "SELECT count(*) FROM auth.refresh WHERE client_id = ?", client.clientId));
        client.refresh(token).then().statusCode(200);
        assertFalse(Grants.isRevoked(Grants.of(token)));
    }

    /// W1, W4: Codex sends what it replaced an hour ago; a workspace can allow that, for it alone.
    @Test
    void a_rule_of_the_workspace_sets_the_window_of_a_client() {
        rest().body(
                        Map.of(
                                "client_id",
                                client.clientId,
                                "stance",
                                "sanctioned",
                                "refresh_grace_seconds",
                                3_600))
                .put("/client-policies")
                .then()
                .statusCode(200);
        String first = refreshToken();
        String second = client.refresh(first).path("refresh_token");
        Grants.rotatedAgo(first, 3_540);
        client.refresh(first).then().statusCode(200).body("refresh_token", equalTo(second));
        assertTrue(Rows.acts(person.workspace()).contains("token.refresh_grace"));

        OAuthClient other = OAuthClient.known();
        String theirs = other.redeem(Grants.code(other, person)).path("refresh_token");
        other.refresh(theirs);
        Grants.rotatedAgo(theirs, 3_540);
        other.refresh(theirs).then().statusCode(400).body("error", equalTo("invalid_grant"));

        Grants.rotatedAgo(first, 3_601);
        client.refresh(first).then().statusCode(400).body("error", equalTo("invalid_grant"));
        client.refresh(second).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @Test
    void an_administered_client_has_the_window_it_was_made_with() {
        String id =
                rest().body(
                                Map.of(
                                        "client_name",
                                        "Codex",
                                        "token_endpoint_auth_method",
                                        "none",
                                        "grant_types",
                                        List.of("authorization_code", "refresh_token"),
                                        "scopes",
                                        List.of("carnet:read", "carnet:write"),
                                        "redirect_uris",
                                        List.of(OAuthClient.CALLBACK),
                                        "refresh_grace_seconds",
                                        1_800))
                        .post("/clients")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("client_id");
        client = new OAuthClient(id);
        String first = refreshToken();
        String second = client.refresh(first).path("refresh_token");
        Grants.rotatedAgo(first, 1_740);
        client.refresh(first).then().statusCode(200).body("refresh_token", equalTo(second));
        Grants.rotatedAgo(first, 1_801);
        client.refresh(first).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @Test
    void a_window_of_more_than_an_hour_cannot_be_asked_for() {
        rest().body(Map.of("client_name", "x", "refresh_grace_seconds", 3_601))
                .post("/clients")
                .then()
                .statusCode(400);
    }

    /// Clients that never ask for `offline_access` expect a refresh token all the same.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "carnet:read",
                "offline_access",
                "carnet:read offline_access",
                "openid offline_access",
                " offline_access "
            })
    void a_client_that_lists_the_grant_gets_a_refresh_token_whatever_it_asks_for(String scope) {
        var request = client.request();
        request.put("scope", scope);
        String code = client.code(person, request);
        String refresh =
                client.redeem(code)
                        .then()
                        .statusCode(200)
                        .body("refresh_token", notNullValue())
                        .extract()
                        .path("refresh_token");
        var again = client.refreshment(refresh);
        again.put("scope", "offline_access");
        OAuthClient.token(again).then().statusCode(200).body("refresh_token", notNullValue());
    }

    @Test
    void a_client_that_does_not_list_the_grant_gets_none() {
        world.write(
                "UPDATE auth.client SET grant_types = '{authorization_code}' WHERE client_id = ?",
                client.clientId);
        var request = client.request();
        request.put("scope", "carnet:read offline_access");
        var answer = client.redeem(client.code(person, request));
        answer.then().statusCode(200);
        assertFalse(answer.asString().contains("refresh_token"));
    }

    @Test
    void offline_access_is_no_scope_that_is_offered_or_granted() {
        OAuthClient.register(
                        """
                        {"redirect_uris": ["https://a.example/cb"], "scope": "offline_access",
                         "token_endpoint_auth_method": "none"}
                        """)
                .then()
                .statusCode(201)
                .body("scope", equalTo("carnet:read carnet:write"));
        assertFalse(
                new Browser(world.issuer())
                        .get("/.well-known/oauth-authorization-server")
                        .body()
                        .contains("offline_access"));
    }

    private RequestSpecification rest() {
        return House.bearer(
                world.token(
                        world.claims(person.workspace(), person.id())
                                .audience(world.issuer() + House.API)));
    }

    private String refreshToken() {
        return client.redeem(Grants.code(client, person))
                .then()
                .statusCode(200)
                .extract()
                .path("refresh_token");
    }
}
