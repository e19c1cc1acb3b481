package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One client on several machines: each completed authorization is a grant of its own, with a label
/// that people recognise it by.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class InstallationsTest {

    private static final String CHROME_ON_MACOS =
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/141.0.0.0 Safari/537.36";

    @Inject Endings endings;

    private final World world = World.current();
    private OAuthClient client = new OAuthClient("");
    private Somebody person = new Somebody("", "", "");

    @BeforeEach
    void somebody() {
        client = OAuthClient.known();
        person = People.member(Role.OWNER);
    }

    /// G23, W12: taking back Claude Code on the laptop leaves the other machine alone.
    @Test
    void taking_back_one_installation_leaves_the_other_alone() {
        Response laptop = authorize("Claude Code on the laptop");
        Response tower = authorize("Claude Code on the tower");
        Browser browser = new Browser(world.issuer());
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        Page account = browser.get("/account");
        assertTrue(account.body().contains("Claude Code on the laptop"));
        assertTrue(account.body().contains("Claude Code on the tower"));

        String id = grantCalled("Claude Code on the laptop");
        rest().delete("/grants/" + id)
                .then()
                .statusCode(200)
                .body("counts.grants", equalTo(1))
                .body("counts.refresh_tokens", equalTo(1));
        assertInstanceOf(Identification.Refused.class, identify(laptop));
        assertInstanceOf(Identification.Known.class, identify(tower));
        client.refresh(laptop.path("refresh_token"))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_grant"));
        client.refresh(tower.path("refresh_token")).then().statusCode(200);
        Page after = browser.get("/account");
        assertFalse(after.body().contains("Claude Code on the laptop"));
        assertTrue(after.body().contains("Claude Code on the tower"));
    }

    @Test
    void a_label_is_proposed_from_the_browser_and_the_name_of_the_client() {
        var browser = new Browser(world.issuer());
        OAuthClient.consentPage(browser, person, client.request());
        Page page =
                browser.get(
                        "/authorize?" + Browser.encode(client.request()),
                        "User-Agent",
                        CHROME_ON_MACOS);
        assertTrue(page.body().contains("value=\"Test client, Chrome on macOS\""), page.body());
    }

    /// V51: what a person types is text and nothing else.
    @Test
    void a_label_is_cleaned_and_bounded() {
        authorize("<b>my\u202e\nlaptop</b>" + "x".repeat(500));
        String label =
                Rows.string("SELECT label FROM auth.grant_ WHERE person_id = ?", person.id());
        assertTrue(label.startsWith("bmy laptop/bxxx"), label);
        assertEquals(80, label.length());
    }

    @Test
    void an_empty_label_becomes_the_proposed_one() {
        authorize("   ");
        assertEquals(
                "Test client, Unknown program",
                Rows.string("SELECT label FROM auth.grant_ WHERE person_id = ?", person.id()));
    }

    @Test
    void use_is_noted_when_a_token_is_refreshed() {
        Response held = authorize("laptop");
        world.write(
                "UPDATE auth.grant_ SET used_at = now() - interval '3 days' WHERE person_id = ?",
                person.id());
        client.refresh(held.path("refresh_token")).then().statusCode(200);
        assertEquals(
                "t",
                Rows.string(
                        "SELECT used_at > now() - interval '1 hour' FROM auth.grant_"
                                + " WHERE person_id = ?",
                        person.id()));
    }

    /// RFC 9700 §4.14: for a changed password and for signing out everywhere.
    @Test
    void all_grants_of_a_person_end_in_every_workspace_at_once() {
        Response one = client.redeem(Grants.code(client, person));
        String second = People.workspace();
        People.join(second, person.id(), Role.MEMBER);
        var abroad = new Somebody(person.id(), person.email(), second);
        Response two = client.redeem(Grants.code(client, abroad));
        String waiting = Grants.code(client, person);
        var key = world.key(person.workspace(), person.id(), true, true);
        Somebody bystander = People.member(person.workspace(), Role.MEMBER);
        Response other = client.redeem(Grants.code(client, bystander));

        var event =
                Uni.createFrom()
                        .item(
                                Optional.of(
                                        Event.of(Event.SYSTEM, "password.change", Instant.now())));
        var counts =
                endings.grantsOf(
                                person.id(),
                                "password_changed",
                                each -> each.with("why", "password_changed"),
                                _ -> event)
                        .await()
                        .indefinitely()
                        .orElseThrow();
        assertEquals(Map.of("clients", 0, "grants", 2, "refresh_tokens", 2), counts.named());
        assertInstanceOf(Identification.Refused.class, identify(one));
        assertInstanceOf(Identification.Refused.class, identify(two));
        assertInstanceOf(Identification.Known.class, identify(other));
        client.redeem(waiting).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertEquals(
                "t",
                Rows.string(
                        "SELECT revoked_at IS NULL FROM auth.api_key WHERE key_id = ?", key.id()));
        assertTrue(Rows.acts(Event.SYSTEM).contains("password.change"));
        assertTrue(Rows.acts(person.workspace()).contains("grant.end_all"));
        assertTrue(Rows.acts(second).contains("grant.end_all"));
    }

    @Test
    void no_grant_ends_when_what_is_done_alongside_says_no() {
        Response held = client.redeem(Grants.code(client, person));
        var counts =
                endings.grantsOf(
                                person.id(),
                                "password_changed",
                                event -> event,
                                _ -> Uni.createFrom().item(Optional.empty()))
                        .await()
                        .indefinitely();
        assertEquals(Optional.empty(), counts);
        assertInstanceOf(Identification.Known.class, identify(held));
        client.refresh(held.path("refresh_token")).then().statusCode(200);
        assertFalse(Rows.acts(person.workspace()).contains("grant.end_all"));
    }

    private Response authorize(String label) {
        var browser = new Browser(world.issuer());
        Page consent = OAuthClient.consentPage(browser, person, client.request());
        var form = new LinkedHashMap<>(consent.hidden("/consent"));
        form.put("scope_read", "on");
        form.put("label", label);
        form.put("decision", "allow");
        String code = browser.post("/consent", form).parameter("code").orElseThrow();
        Response held = client.redeem(code);
        held.then().statusCode(200);
        return held;
    }

    private String grantCalled(String label) {
        return rest().get("/grants")
                .then()
                .statusCode(200)
                .extract()
                .path("items.find { it.label == '" + label + "' }.id");
    }

    private RequestSpecification rest() {
        return House.bearer(
                world.token(
                        world.claims(person.workspace(), person.id())
                                .audience(world.issuer() + House.API)));
    }

    /// Looks again while the service cannot decide, as a busy machine makes it.
    private Identification identify(Response held) {
        String header = "Bearer " + held.path("access_token");
        Identification found = identify(header);
        while (found instanceof Identification.Unavailable) {
            world.settle();
            found = identify(header);
        }
        return found;
    }

    private Identification identify(String header) {
        return People.bean(CallerCheck.class)
                .identify(Optional.of(header), Optional.empty(), world.mcpUrl());
    }
}
