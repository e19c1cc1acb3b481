package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RefreshTest {

    private static final int ROUNDS = Rounds.COUNT;

    private OAuthClient client = new OAuthClient("");
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        client = OAuthClient.known();
        person = People.member(Role.OWNER);
    }

    /// RFC 9700 §2.2.2, §4.14: rotation.
    @Test
    void every_refresh_replaces_the_token() {
        String first = refreshToken();
        String second =
                client.refresh(first)
                        .then()
                        .statusCode(200)
                        .body("scope", equalTo("carnet:read carnet:write"))
                        .body("refresh_token", not(equalTo(first)))
                        .extract()
                        .path("refresh_token");
        client.refresh(second).then().statusCode(200);
        assertTrue(Rows.acts(person.workspace()).contains("token.refresh"));
    }

    /// Several processes of one client share a stored token: all end on one successor.
    @Test
    void within_the_window_the_same_successor_is_given_again() {
        String first = refreshToken();
        String second = client.refresh(first).path("refresh_token");
        client.refresh(first).then().statusCode(200).body("refresh_token", equalTo(second));
        client.refresh(second).then().statusCode(200);
        client.refresh(first).then().statusCode(200).body("refresh_token", equalTo(second));
        assertFalse(Grants.isRevoked(Grants.of(first)));
        assertTrue(Rows.acts(person.workspace()).contains("token.refresh_grace"));
    }

    /// W1, W4: a replay is no token that was not found. V2, RFC 9700 §4.14: after the window both
    /// branches die.
    @Test
    void a_replay_after_the_window_ends_the_whole_family() {
        String first = refreshToken();
        String second = client.refresh(first).path("refresh_token");
        Grants.rotatedAgo(first, 61);
        client.refresh(first).then().statusCode(400).body("error", equalTo("invalid_grant"));
        client.refresh(second).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertTrue(Grants.isRevoked(Grants.of(first)));
        assertTrue(Rows.acts(person.workspace()).contains("token.replay"));
        assertEquals(
                List.of("refresh_replay"),
                World.current()
                        .strings(
                                "SELECT kind FROM watch.security_event WHERE workspace_id = ?",
                                person.workspace()));
    }

    /// V1, V3: 200 rounds; whoever asks at the same moment gets the one successor there is.
    @Test
    void parallel_refreshes_give_one_identical_successor_every_time() {
        String token = refreshToken();
        try (var races = new Races(4)) {
            for (int round = 0; round < ROUNDS; round++) {
                var form = client.refreshment(token);
                var answers = races.run(() -> Wire.token(form));
                assertTrue(
                        answers.stream().allMatch(answer -> answer.status() == 200),
                        "round " + round + ": " + answers);
                var successors =
                        answers.stream()
                                .map(answer -> answer.text("refresh_token"))
                                .collect(Collectors.toSet());
                assertEquals(1, successors.size(), "round " + round);
                token = successors.iterator().next();
            }
        }
        assertEquals(
                "1",
                Rows.string(
                        "SELECT count(*) FROM auth.refresh WHERE client_id = ? AND rotated_at IS"
                                + " NULL",
                        client.clientId));
        client.refresh(token).then().statusCode(200);
    }

    @Test
    void the_row_alone_reveals_neither_token_nor_successor() {
        String first = refreshToken();
        String second = client.refresh(first).path("refresh_token");
        String rows =
                Rows.string(
                        "SELECT string_agg(r::text || encode(coalesce(successor_sealed, ''),"
                                + " 'escape'), ' ') FROM auth.refresh r WHERE client_id = ?",
                        client.clientId);
        assertFalse(rows.contains(first) || rows.contains(second));
    }

    /// RFC 9700 §2.3, §4.14: bound to its scope.
    @Test
    void scope_may_shrink_for_one_token_and_never_grow() {
        String first = refreshToken();
        var less = client.refreshment(first);
        less.put("scope", "carnet:read");
        String second =
                OAuthClient.token(less)
                        .then()
                        .statusCode(200)
                        .body("scope", equalTo("carnet:read"))
                        .extract()
                        .path("refresh_token");
        var more = client.refreshment(second);
        more.put("scope", "carnet:read carnet:operate");
        OAuthClient.token(more).then().statusCode(400).body("error", equalTo("invalid_scope"));
        client.refresh(second)
                .then()
                .statusCode(200)
                .body("scope", equalTo("carnet:read carnet:write"));
    }

    @Test
    void a_role_that_shrank_shrinks_the_next_token() {
        String first = refreshToken();
        World.current()
                .write(
                        "UPDATE auth.refresh SET scope = 'carnet:read carnet:operate' WHERE hash ="
                                + " ?",
                        OpaqueToken.hash(first).getBytes());
        World.current()
                .write(
                        "UPDATE auth.member SET role = 'viewer' WHERE workspace_id = ? AND"
                                + " person_id = ?",
                        person.workspace(),
                        person.id());
        client.refresh(first).then().statusCode(200).body("scope", equalTo("carnet:read"));
    }

    @Test
    void a_removed_member_is_refused() {
        String first = refreshToken();
        People.leave(person.workspace(), person.id());
        client.refresh(first).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    /// V5.
    @Test
    void a_disabled_person_is_refused() {
        String first = refreshToken();
        World.current()
                .write(
                        "UPDATE auth.person SET disabled_at = now() WHERE person_id = ?",
                        person.id());
        client.refresh(first).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    /// RFC 9700 §2.3, §4.14: bound to its resource.
    @Test
    void the_resource_stays_what_it_was() {
        String first = refreshToken();
        var other = client.refreshment(first);
        other.put("resource", World.current().issuer() + "/api/v1");
        OAuthClient.token(other).then().statusCode(400).body("error", equalTo("invalid_target"));
        var unnamed = client.refreshment(first);
        unnamed.remove("resource");
        OAuthClient.token(unnamed).then().statusCode(200);
    }

    /// RFC 9700 §4.14: bound to its client. V37.
    @Test
    void another_client_cannot_refresh_and_ends_nothing() {
        String first = refreshToken();
        client.refresh(first);
        Grants.rotatedAgo(first, 3_600);
        var stolen = client.refreshment(first);
        stolen.put("client_id", OAuthClient.known().clientId);
        OAuthClient.token(stolen).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertFalse(Grants.isRevoked(Grants.of(first)));
    }

    /// RFC 9700 §4.14: unused, it ends by itself.
    @Test
    void an_expired_token_is_refused() {
        String first = refreshToken();
        World.current()
                .write(
                        "UPDATE auth.refresh SET expires_at = now() - interval '1 s' WHERE hash ="
                                + " ?",
                        OpaqueToken.hash(first).getBytes());
        client.refresh(first).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    /// V39.
    @Test
    void every_part_of_a_token_is_nothing() {
        String first = refreshToken();
        for (int length = 0; length < first.length(); length += 9) {
            client.refresh(first.substring(0, length)).then().statusCode(400);
        }
        client.refresh(first + "0").then().statusCode(400);
        client.refresh(first).then().statusCode(200);
    }

    @Test
    void a_deleted_client_is_told_to_register_again() {
        String first = refreshToken();
        World.current()
                .write(
                        "UPDATE auth.client SET revoked_at = now() WHERE client_id = ?",
                        client.clientId);
        client.refresh(first).then().statusCode(401).body("error", equalTo("invalid_client"));
    }

    private String refreshToken() {
        return client.redeem(Grants.code(client, person))
                .then()
                .statusCode(200)
                .extract()
                .path("refresh_token");
    }
}
