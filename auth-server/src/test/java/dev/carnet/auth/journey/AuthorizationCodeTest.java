package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AuthorizationCodeTest {

    /// RFC 9700 §4.4, §4.12, §4.3: `iss` is the issuer, pages lead on with 303, tokens are not
    /// stored.
    @Test
    void register_sign_in_consent_code_token() {
        var person = People.member(Role.OWNER);
        OAuthClient client = OAuthClient.register();
        var browser = new Browser(World.current().issuer());

        Page consent = OAuthClient.consentPage(browser, person, client.request());
        assertEquals(200, consent.status());
        assertTrue(consent.body().contains("Test client"));
        assertTrue(consent.body().contains("127.0.0.1:7777"));

        Page callback = OAuthClient.allow(browser, consent);
        assertEquals(303, callback.status());
        assertTrue(callback.location().orElseThrow().startsWith(OAuthClient.CALLBACK + "?"));
        assertEquals(Optional.of("xyz 1&2"), callback.parameter("state"));
        assertEquals(Optional.of(World.current().issuer()), callback.parameter("iss"));

        client.redeem(callback.parameter("code").orElseThrow())
                .then()
                .statusCode(200)
                .header("Cache-Control", containsString("no-store"))
                .contentType(startsWith("application/json"))
                .body("token_type", equalTo("Bearer"))
                .body("expires_in", equalTo(600))
                .body("scope", equalTo("carnet:read carnet:write"))
                .body("refresh_token", startsWith("carnet_rt_"));
    }
}
