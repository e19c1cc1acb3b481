package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.journey.Machines.Machine;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ClientCredentialsTest {

    private Machine machine = Machine.NONE;

    @BeforeEach
    void machine() {
        machine = Machines.withSecret(People.workspace());
    }

    /// RFC 9700 §4.15: the subject can never be a person's.
    @Test
    void a_token_speaks_for_the_client_itself() throws Exception {
        var answer = OAuthClient.token(machine.form());
        answer.then()
                .statusCode(200)
                .body("refresh_token", nullValue())
                .body("scope", equalTo("carnet:read carnet:write"));
        var claims = SignedJWT.parse(answer.<String>path("access_token")).getJWTClaimsSet();
        assertEquals(machine.id(), claims.getSubject());
        assertEquals(machine.id(), claims.getStringClaim("client_id"));
        assertEquals(List.of(World.current().mcpUrl()), claims.getAudience());
        assertEquals("service", claims.getJSONObjectClaim("carnet").get("kind"));
        assertEquals(machine.workspace(), claims.getJSONObjectClaim("carnet").get("ws"));
        assertTrue(Rows.acts(machine.workspace()).contains("token.issue"));
    }

    /// RFC 9700 §2.2, §2.3: no more than what an admin allowed.
    @Test
    void scope_and_resource_stay_within_what_the_admin_allowed() {
        var narrow = machine.form();
        narrow.put("scope", "carnet:read");
        OAuthClient.token(narrow).then().statusCode(200).body("scope", equalTo("carnet:read"));
        var wide = machine.form();
        wide.put("scope", "carnet:read carnet:operate");
        OAuthClient.token(wide).then().statusCode(400).body("error", equalTo("invalid_scope"));
        var api = machine.form();
        api.put("resource", World.current().issuer() + "/api/v1");
        OAuthClient.token(api).then().statusCode(200);
        var foreign = machine.form();
        foreign.put("resource", World.current().mcpUrl().replace("/mcp", "/api/v1"));
        OAuthClient.token(foreign).then().statusCode(400).body("error", equalTo("invalid_target"));
        assertTrue(Rows.acts(machine.workspace()).contains("call.refused"));
    }

    @Test
    void strangers_and_revoked_clients_get_none() {
        var stranger = OAuthClient.known().refreshment("x");
        stranger.put("grant_type", "client_credentials");
        OAuthClient.token(stranger)
                .then()
                .statusCode(400)
                .body("error", equalTo("unauthorized_client"));
        World.current()
                .write(
                        "UPDATE auth.client SET revoked_at = now() WHERE client_id = ?",
                        machine.id());
        OAuthClient.token(machine.form())
                .then()
                .statusCode(401)
                .body("error", equalTo("invalid_client"));
    }

    @Test
    void the_other_grants_are_not_a_machines() {
        for (String grant :
                List.of(
                        "authorization_code",
                        "refresh_token",
                        "urn:ietf:params:oauth:grant-type:token-exchange")) {
            var form = machine.form();
            form.put("grant_type", grant);
            OAuthClient.token(form)
                    .then()
                    .statusCode(400)
                    .body("error", equalTo("unauthorized_client"));
        }
    }
}
