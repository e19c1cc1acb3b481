package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class CodeRedemptionTest {

    private static final int ROUNDS = Rounds.COUNT;

    private OAuthClient client = new OAuthClient("");
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        client = OAuthClient.known();
        person = People.member(Role.OWNER);
    }

    /// RFC 9700 §2.3: one audience, one scope.
    @Test
    void a_token_says_who_for_what_and_where() throws Exception {
        String code = Grants.code(client, person);
        var answer = client.redeem(code);
        var token = SignedJWT.parse(answer.then().statusCode(200).extract().path("access_token"));
        assertEquals("at+jwt", token.getHeader().getType().getType());
        var claims = token.getJWTClaimsSet();
        assertEquals(World.current().issuer(), claims.getIssuer());
        assertEquals(List.of(World.current().mcpUrl()), claims.getAudience());
        assertEquals(person.id(), claims.getSubject());
        assertEquals(client.clientId, claims.getStringClaim("client_id"));
        assertEquals("carnet:read carnet:write", claims.getStringClaim("scope"));
        var own = claims.getJSONObjectClaim("carnet");
        assertEquals(person.workspace(), own.get("ws"));
        assertEquals(Grants.of(code), own.get("grant"));
        Duration life =
                Duration.between(
                        claims.getIssueTime().toInstant(), claims.getExpirationTime().toInstant());
        assertEquals(Duration.ofMinutes(10), life);
        assertTrue(isAlive(answer.path("access_token")));
        assertTrue(Rows.acts(person.workspace()).contains("token.issue"));
    }

    /// redirect, resource and challenge.
    @ParameterizedTest
    @CsvSource({
        "code, carnet_ac_x, invalid_grant",
        "code, '', invalid_request",
        "redirect_uri, http://127.0.0.1:7778/callback, invalid_grant",
        "redirect_uri, http://localhost:7777/callback, invalid_grant",
        "redirect_uri, '', invalid_request",
        "code_verifier, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, invalid_grant",
        "code_verifier, short, invalid_grant",
        "code_verifier, '', invalid_request",
        "resource, https://evil.example/mcp, invalid_target",
        "client_id, '', invalid_client",
        "client_id, cli_00000000000000000000, invalid_client",
        "grant_type, '', invalid_request",
        "grant_type, password, unsupported_grant_type",
        "grant_type, Authorization_Code, unsupported_grant_type",
    })
    void refuses_what_differs_and_does_not_spend_the_code(String name, String value, String error) {
        String code = Grants.code(client, person);
        var form = client.redemption(code);
        form.put(name, value);
        OAuthClient.token(form)
                .then()
                .statusCode(error.equals("invalid_client") ? 401 : 400)
                .body("error", equalTo(error));
        client.redeem(code).then().statusCode(200);
    }

    /// RFC 9700 §2.1.1, §2.3: nor for another resource.
    @Test
    void refuses_another_resource_than_was_consented_to() {
        var form = client.redemption(Grants.code(client, person));
        form.put("resource", World.current().issuer() + "/api/v1");
        OAuthClient.token(form).then().statusCode(400).body("error", equalTo("invalid_target"));
    }

    /// V37, RFC 9700 §4.5.
    @Test
    void refuses_a_code_of_another_client_and_leaves_it_unspent() {
        String code = Grants.code(client, person);
        var form = client.redemption(code);
        form.put("client_id", OAuthClient.known().clientId);
        OAuthClient.token(form).then().statusCode(400).body("error", equalTo("invalid_grant"));
        client.redeem(code).then().statusCode(200);
    }

    /// V39.
    @Test
    void refuses_every_part_of_a_code() {
        String code = Grants.code(client, person);
        for (int length = 0; length < code.length(); length += 7) {
            client.redeem(code.substring(0, length)).then().statusCode(400);
        }
        client.redeem(code + "0").then().statusCode(400);
        client.redeem(code).then().statusCode(200);
    }

    /// RFC 9700 §4.5: not after its minute.
    @Test
    void refuses_an_expired_code() {
        String code = Grants.code(client, person);
        World.current()
                .write(
                        "UPDATE auth.code SET expires_at = now() - interval '1 s' WHERE hash = ?",
                        OpaqueToken.hash(code).getBytes());
        client.redeem(code).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    /// RFC 9700 §4.5: a minute, no more.
    @Test
    void lives_sixty_seconds() {
        String code = client.code(person);
        String left =
                Rows.string(
                        "SELECT ceil(extract(epoch FROM expires_at - now()))::text FROM auth.code"
                                + " WHERE hash = ?",
                        OpaqueToken.hash(code).getBytes());
        assertTrue(Integer.parseInt(left) <= 60 && Integer.parseInt(left) > 50, left);
    }

    /// RFC 9700 §4.5: used again, it ends what it gave. RFC 6749 §4.1.2: whoever uses a code twice
    /// loses what the first use gave.
    @Test
    void refuses_a_code_that_was_already_spent_and_ends_what_it_gave() {
        String code = Grants.code(client, person);
        var first = client.redeem(code);
        String access = first.path("access_token");
        assertTrue(isAlive(access));
        client.redeem(code).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertFalse(isAlive(access));
        assertTrue(Grants.isRevoked(Grants.of(code)));
        client.refresh(first.path("refresh_token"))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
        assertTrue(Rows.acts(person.workspace()).contains("token.replay"));
    }

    /// V5: and the live membership.
    @Test
    void refuses_somebody_who_is_no_longer_a_member_or_disabled() {
        String code = Grants.code(client, person);
        People.leave(person.workspace(), person.id());
        client.redeem(code).then().statusCode(400).body("error", equalTo("invalid_grant"));
        var other = People.member(Role.OWNER);
        String theirs = Grants.code(client, other);
        World.current()
                .write(
                        "UPDATE auth.person SET disabled_at = now() WHERE person_id = ?",
                        other.id());
        client.redeem(theirs).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @Test
    void refuses_a_code_from_before_a_revocation_of_its_client() {
        String code = Grants.code(client, person);
        World.current()
                .write(
                        """
                        INSERT INTO auth.revocation (workspace_id, type, id, seq, reason, keep_until)
                        VALUES (?, 'client', ?, (SELECT seq + 1 FROM feed.head), 'test', now() + interval '1 h')
                        """,
                        person.workspace(),
                        client.clientId);
        client.redeem(code).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @Test
    void gives_no_refresh_token_to_a_client_that_does_not_refresh() {
        World.current()
                .write(
                        "UPDATE auth.client SET grant_types = '{authorization_code}' WHERE"
                                + " client_id = ?",
                        client.clientId);
        client.redeem(Grants.code(client, person))
                .then()
                .statusCode(200)
                .body("refresh_token", nullValue());
    }

    /// RFC 9700 §4.5: of several redemptions at the same moment exactly one wins, and the others
    /// end what it got.
    @Test
    void of_parallel_redemptions_exactly_one_wins_every_time() {
        try (var races = new Races(3)) {
            for (int round = 0; round < ROUNDS; round++) {
                var form = client.redemption(Grants.code(client, person));
                var answers = races.run(() -> Wire.token(form));
                long won = answers.stream().filter(answer -> answer.status() == 200).count();
                assertEquals(1, won, "round " + round + ": " + answers);
                assertTrue(
                        answers.stream()
                                .filter(answer -> answer.status() != 200)
                                .allMatch(answer -> answer.text("error").equals("invalid_grant")),
                        "round " + round + ": " + answers);
            }
        }
        assertEquals(
                Integer.toString(ROUNDS),
                Rows.string(
                        "SELECT count(*) FROM auth.grant_ WHERE client_id = ? AND revoked_at IS NOT"
                                + " NULL",
                        client.clientId));
    }

    /// Whoever comes first, the redemption or the revocation of its client: nothing lives on.
    @Test
    void no_grant_survives_a_revocation_of_its_client_at_the_same_moment() {
        var revocations = People.bean(Revocations.class);
        try (var races = new Races(2)) {
            for (int round = 0; round < 50; round++) {
                var form = client.redemption(Grants.code(client, person));
                var turn = new AtomicInteger();
                var refreshTokens =
                        races.run(() -> {
                            if (turn.getAndIncrement() == 0) {
                                return Wire.token(form).text("refresh_token");
                            }
                            revocations.revoke(order()).await().indefinitely();
                            return "";
                        });
                for (String refreshToken : refreshTokens) {
                    if (!refreshToken.isEmpty()) {
                        assertEquals(400, Wire.token(client.refreshment(refreshToken)).status());
                    }
                }
            }
        }
    }

    private RevocationOrder order() {
        return new RevocationOrder(
                person.workspace(),
                RevocationType.CLIENT,
                client.clientId,
                "test",
                Event.of(person.workspace(), "revocation", Instant.now()));
    }

    private static boolean isAlive(String token) {
        return People.bean(CallerCheck.class)
                        .identify(
                                Optional.of("Bearer " + token),
                                Optional.empty(),
                                World.current().mcpUrl())
                instanceof Identification.Known;
    }

    @Test
    void the_audit_entry_is_there_when_the_answer_is() {
        client.redeem(Grants.code(client, person)).then().statusCode(200);
        assertEquals("token.issue", Rows.acts(person.workspace()).getLast());
        assertEquals(
                List.of(),
                Rows.strings(
                        "SELECT eid FROM audit.outbox WHERE workspace_id = ?", person.workspace()));
    }
}
