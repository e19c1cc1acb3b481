package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.World;
import io.restassured.specification.RequestSpecification;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Somebody, a browser, and a provider at which people have accounts.
abstract class AtProvider {

    static final Pattern LINK = Pattern.compile("href=\"(/account/identity\\?csrf=[^\"]+)\"");

    final OtherIssuer other = new OtherIssuer();
    final Somebody person = People.member(Role.OWNER);
    final Browser browser = browser();
    String provider = "";

    @BeforeEach
    void add_the_provider() {
        World.current().write("DELETE FROM auth.attempt");
        provider = provider(person);
    }

    @AfterEach
    void stop() {
        other.close();
        World.current().write("UPDATE auth.identity_provider SET disabled_at = now()");
    }

    static Browser browser() {
        return new Browser(World.current().issuer());
    }

    static RequestSpecification rest(Somebody by) {
        World world = World.current();
        return House.bearer(
                world.token(
                        world.claims(by.workspace(), by.id())
                                .audience(world.issuer() + House.API)
                                .scopes(EnumSet.allOf(Scope.class))));
    }

    String provider(Somebody by) {
        return rest(by).body(
                        Map.of(
                                "name",
                                "Acme",
                                "issuer",
                                other.url(),
                                "client_id",
                                OtherIssuer.CLIENT,
                                "client_secret",
                                "s3cret & more"))
                .post("/identity-providers")
                .then()
                .statusCode(201)
                .body("redirect_uri", equalTo(World.current().issuer() + "/signin/callback"))
                .extract()
                .path("id");
    }

    void password(Browser at, Somebody who) {
        at.signIn(at.get("/signin"), who.email(), People.PASSWORD);
    }

    static String linkOf(Browser at) {
        var matcher = LINK.matcher(at.get("/account/security").body());
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    Page link(Browser at, Somebody who) {
        password(at, who);
        return back(at, at.get(linkOf(at)));
    }

    Page away(Browser at) {
        Page away = at.get("/signin/provider/" + provider + "?return=%2Faccount");
        assertEquals(303, away.status());
        return away;
    }

    /// Comes back from the provider with what it was asked.
    Page back(Browser at, Page away) {
        return back(at, away, other.namesItself ? "&iss=" + Browser.encode(other.url()) : "");
    }

    Page back(Browser at, Page away, String more) {
        other.nonce = away.parameter("nonce").orElseThrow();
        return at.get(
                "/signin/callback?code=c0de&state=" + away.parameter("state").orElseThrow() + more);
    }

    void linked() {
        assertEquals(Optional.of("/account/security?done"), link(browser, person).location());
        browser.forget();
    }

    /// What the person allowed to programs, as it stands at the token endpoint and for tokens.
    record Program(OAuthClient client, String refreshToken, String accessToken) {

        String standing() {
            return Issuers.standing(accessToken);
        }

        int refresh() {
            return client.refresh(refreshToken).statusCode();
        }
    }

    static Program program(OAuthClient client, String code) {
        var answer = OAuthClient.token(client.redemption(code)).then().statusCode(200).extract();
        return new Program(client, answer.path("refresh_token"), answer.path("access_token"));
    }

    /// A code that the person of that browser allows.
    static String code(Browser at, OAuthClient client) {
        Page consent = at.get("/authorize?" + Browser.encode(client.request()));
        return OAuthClient.allow(at, consent).parameter("code").orElseThrow();
    }

    static Program program(Browser at) {
        var client = OAuthClient.known();
        return program(client, code(at, client));
    }
}
