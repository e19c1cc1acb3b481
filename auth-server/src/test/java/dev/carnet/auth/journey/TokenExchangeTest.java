package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Machines.Keyed;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class TokenExchangeTest {

    private static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";
    private static final String KEY = "urn:carnet:params:oauth:token-type:api_key";

    private final World world = World.current();
    private Optional<Keyed> service = Optional.empty();
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        service = Optional.of(Machines.service());
        person = People.member(Role.OWNER);
    }

    @Test
    void an_access_token_becomes_half_a_minute_at_the_rest_api() throws Exception {
        String token = world.token(world.claims(person.workspace(), person.id()));
        var before = SignedJWT.parse(token).getJWTClaimsSet();
        var after = claims(exchange(token, ACCESS, "carnet:read"), "carnet:read");
        assertEquals(List.of(world.issuer() + "/api/v1"), after.getAudience());
        assertEquals(person.id(), after.getSubject());
        assertEquals(before.getStringClaim("client_id"), after.getStringClaim("client_id"));
        assertEquals(Map.of("sub", "cli_00000000000mcpserver"), after.getJSONObjectClaim("act"));
        assertEquals(before.getJSONObjectClaim("carnet"), after.getJSONObjectClaim("carnet"));
        assertTrue(Rows.acts(person.workspace()).contains("token.exchange"));
    }

    @Test
    void a_passport_keeps_its_agent_and_owner() throws Exception {
        String agent = world.agent(person.workspace(), person.id());
        String token =
                world.token(
                        world.claims(person.workspace(), agent)
                                .passport(agent, person.id())
                                .scopes(Set.of(Scope.READ)));
        var after = claims(exchange(token, ACCESS, "carnet:read"), "carnet:read");
        assertEquals(agent, after.getSubject());
        assertEquals(person.id(), after.getJSONObjectClaim("carnet").get("owner"));
        exchange(token, ACCESS, "carnet:write")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_scope"));
    }

    @Test
    void a_key_becomes_a_token_tied_to_the_key() throws Exception {
        var key = world.key(person.workspace(), person.id(), true, true);
        await(key.text());
        var after = claims(exchange(key.text(), KEY, "carnet:write"), "carnet:write");
        assertEquals(person.id(), after.getSubject());
        assertEquals(key.id(), after.getJSONObjectClaim("carnet").get("key"));
        exchange(key.text(), ACCESS, "carnet:read")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
    }

    @Test
    void a_read_key_never_writes() {
        var key = world.key(person.workspace(), person.id(), true, false);
        await(key.text());
        exchange(key.text(), KEY, "carnet:write")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_scope"));
    }

    /// V38: the scope is at most that of the subject token.
    @Test
    void scope_is_never_wider_than_the_callers() {
        String token =
                world.token(
                        world.claims(person.workspace(), person.id()).scopes(Set.of(Scope.READ)));
        exchange(token, ACCESS, "carnet:read carnet:write")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_scope"));
    }

    /// V5: the row is asked, not only the picture.
    @Test
    void a_removed_or_disabled_member_is_refused_at_once() {
        String token = world.token(world.claims(person.workspace(), person.id()));
        world.write("UPDATE auth.person SET disabled_at = now() WHERE person_id = ?", person.id());
        exchange(token, ACCESS, "carnet:read")
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
    }

    @Test
    void what_is_not_a_token_for_the_mcp_endpoint_is_refused() {
        String other =
                world.token(
                        world.claims(person.workspace(), person.id())
                                .audience(world.issuer() + "/api/v1"));
        for (String token : List.of(other, "x", "a.b.c", "carnet_key", other + "x")) {
            exchange(token, ACCESS, "carnet:read")
                    .then()
                    .statusCode(400)
                    .body("error", equalTo("invalid_grant"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "resource, https://evil.example/, invalid_target",
        "resource, '', invalid_target",
        "subject_token_type, urn:x, invalid_request",
        "subject_token_type, '', invalid_request",
        "subject_token, '', invalid_request",
        "requested_token_type, urn:ietf:params:oauth:token-type:refresh_token, invalid_request",
        "actor_token, x, invalid_request",
    })
    void any_other_exchange_is_refused(String name, String value, String error) {
        String token = world.token(world.claims(person.workspace(), person.id()));
        var form = new HashMap<>(request(token, ACCESS, "carnet:read"));
        form.put(name, value);
        OAuthClient.token(service.orElseThrow().with(form, world.issuer()))
                .then()
                .statusCode(400)
                .body("error", equalTo(error));
    }

    /// V26: nobody but mcp-server exchanges anything.
    @Test
    void no_other_client_may_exchange() {
        String token = world.token(world.claims(person.workspace(), person.id()));
        var machine = Machines.withSecret(person.workspace());
        OAuthClient.token(machine.with(request(token, ACCESS, "carnet:read")))
                .then()
                .statusCode(400)
                .body("error", equalTo("unauthorized_client"));
    }

    private Response exchange(String subject, String type, String scope) {
        return OAuthClient.token(
                service.orElseThrow().with(request(subject, type, scope), world.issuer()));
    }

    private Map<String, String> request(String subject, String type, String scope) {
        return Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", subject,
                "subject_token_type", type,
                "requested_token_type", ACCESS,
                "resource", world.issuer() + "/api/v1",
                "scope", scope);
    }

    private static JWTClaimsSet claims(Response answer, String scope) throws ParseException {
        answer.then()
                .statusCode(200)
                .body("issued_token_type", equalTo(ACCESS))
                .body("expires_in", lessThanOrEqualTo(30))
                .body("scope", equalTo(scope))
                .body("refresh_token", nullValue());
        return SignedJWT.parse(answer.<String>path("access_token")).getJWTClaimsSet();
    }

    /// Waits until the picture knows a key that was just made.
    private void await(String key) {
        var callers = People.bean(CallerCheck.class);
        long end = System.nanoTime() + 5_000_000_000L;
        while (System.nanoTime() < end
                && !(callers.identify(
                                Optional.of("Bearer " + key), Optional.empty(), world.mcpUrl())
                        instanceof Identification.Known)) {
            Thread.onSpinWait();
        }
    }
}
