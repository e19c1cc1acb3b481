package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class AccountTest {

    private final Browser browser = new Browser(World.current().issuer());

    @Test
    void asks_to_sign_in_first() {
        Page page = browser.get("/account");
        assertEquals(303, page.status());
        assertEquals(Optional.of("/signin"), page.location());
    }

    @Test
    void lists_what_was_allowed_and_takes_it_back_at_once() {
        var person = People.member(Role.OWNER);
        OAuthClient client = OAuthClient.known();
        String refresh = client.redeem(Grants.code(client, person)).path("refresh_token");
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        Page page = browser.get("/account");
        assertTrue(page.body().contains("Test client"));
        assertTrue(page.body().contains("carnet:read, carnet:write"));

        Page done = browser.post("/account/revoke", page.hidden("/account/revoke"));
        assertEquals(Optional.of("/account?revoked"), done.location());
        Page after = browser.get("/account?revoked");
        assertTrue(after.body().contains("Taken back."));
        assertFalse(after.body().contains("Test client"));
        client.refresh(refresh).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertTrue(Rows.acts(person.workspace()).contains("token.revoke"));
    }

    @Test
    void nobody_takes_back_what_is_somebody_elses() {
        var ann = People.member(Role.OWNER);
        OAuthClient client = OAuthClient.known();
        String refresh = client.redeem(Grants.code(client, ann)).path("refresh_token");
        browser.signIn(browser.get("/signin"), ann.email(), People.PASSWORD);
        Map<String, String> form = browser.get("/account").hidden("/account/revoke");

        var other = new Browser(World.current().issuer());
        assertEquals(400, other.post("/account/revoke", form).status());
        other.signIn(other.get("/signin"), People.member(Role.OWNER).email(), People.PASSWORD);
        assertEquals(400, other.post("/account/revoke", form).status());
        assertEquals(
                400,
                browser.post("/account/revoke", form, Map.of("Sec-Fetch-Site", "cross-site"))
                        .status());
        client.refresh(refresh).then().statusCode(200);
    }
}
