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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ConsentTest {

    private final Browser browser = new Browser(World.current().issuer());
    private final OAuthClient client = OAuthClient.known();

    @Test
    void shows_who_where_what_and_warns_about_this_computer() {
        Page page = OAuthClient.consentPage(browser, People.member(Role.OWNER), client.request());
        assertTrue(page.body().contains("Test client"));
        assertTrue(
                page.body()
                        .contains(
                                "<p class=\"host\" aria-labelledby=\"host-label\">127.0.0.1:7777</p>"));
        assertTrue(page.body().contains("runs on your own computer"));
        assertTrue(page.body().contains(World.current().mcpUrl()));
        assertTrue(page.body().contains("name=\"scope_read\""));
        assertTrue(page.body().contains("name=\"scope_write\""));
        assertFalse(page.body().contains("name=\"scope_operate\""));
    }

    @Test
    void asks_one_question_and_who_is_somebody_else_signs_in_and_comes_back() {
        var ann = People.member(Role.OWNER);
        var eve = People.member(Role.OWNER);
        Page page = OAuthClient.consentPage(browser, ann, client.request());
        assertEquals(1, page.body().split("<form", -1).length - 1);
        var link = Pattern.compile("<a href=\"([^\"]*/signin[^\"]*)\"").matcher(page.body());
        assertTrue(link.find(), page.body());
        Page signIn = browser.get(link.group(1).replace("&amp;", "&"));
        assertEquals(1, signIn.body().split("<form", -1).length - 1);
        Page back = browser.signIn(signIn, eve.email(), People.PASSWORD);
        Page again = browser.get(back.location().orElseThrow());
        assertTrue(again.body().contains(eve.email()), again.body());
        assertFalse(again.body().contains(ann.email()), again.body());
        assertTrue(again.body().contains("Test client"));
    }

    @Test
    void does_not_warn_when_a_way_back_leads_elsewhere() {
        OAuthClient both = OAuthClient.known(OAuthClient.CALLBACK, "https://vscode.dev/redirect");
        Page page = OAuthClient.consentPage(browser, People.member(Role.OWNER), both.request());
        assertFalse(page.body().contains("runs on your own computer"));
    }

    /// RFC 9700 §4.4: `iss` here too.
    @Test
    void deny_goes_back_as_access_denied() {
        var person = People.member(Role.OWNER);
        Page page = OAuthClient.consentPage(browser, person, client.request());
        Page denied = decide(page, Map.of("scope_read", "on", "decision", "deny"));
        assertEquals(303, denied.status());
        assertEquals(Optional.of("access_denied"), denied.parameter("error"));
        assertEquals(Optional.of("xyz 1&2"), denied.parameter("state"));
        assertEquals(Optional.of(World.current().issuer()), denied.parameter("iss"));
        assertTrue(Rows.acts(person.workspace()).contains("consent.deny"));
    }

    /// RFC 9700 §2.3: no scope that was not ticked.
    @Test
    void only_ticked_scopes_are_granted() {
        Page page = OAuthClient.consentPage(browser, People.member(Role.OWNER), client.request());
        Page allowed = decide(page, Map.of("scope_read", "on", "decision", "allow"));
        String scope =
                client.redeem(allowed.parameter("code").orElseThrow())
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("scope");
        assertEquals("carnet:read", scope);
    }

    @Test
    void nothing_ticked_is_asked_again() {
        Page page = OAuthClient.consentPage(browser, People.member(Role.OWNER), client.request());
        Page again = decide(page, Map.of("decision", "allow"));
        assertEquals(400, again.status());
        assertTrue(again.body().contains("Tick at least one box"));
        assertEquals(303, decide(again, Map.of("scope_read", "on", "decision", "allow")).status());
    }

    @Test
    void what_the_role_cannot_use_is_shown_and_never_granted() {
        var request = client.request();
        request.put("scope", "carnet:read carnet:write carnet:operate");
        Page page = OAuthClient.consentPage(browser, People.member(Role.VIEWER), request);
        assertTrue(page.body().contains("Not available: your role in this workspace is viewer."));
        Page allowed =
                decide(
                        page,
                        Map.of(
                                "scope_read", "on",
                                "scope_write", "on",
                                "scope_operate", "on",
                                "decision", "allow"));
        client.redeem(allowed.parameter("code").orElseThrow())
                .then()
                .statusCode(200)
                .body("scope", equalTo("carnet:read carnet:write"));
    }

    /// V32: the form has no word about client, scope or redirect.
    @Test
    void the_form_cannot_ask_for_more_than_was_shown() {
        var person = People.member(Role.OWNER);
        Page page = OAuthClient.consentPage(browser, person, client.request());
        Page allowed =
                decide(
                        page,
                        Map.of(
                                "scope_read", "on",
                                "scope_operate", "on",
                                "scope", "carnet:operate",
                                "client_id", "cli_00000000000000000000",
                                "redirect_uri", "https://evil.example/",
                                "decision", "allow"));
        assertTrue(allowed.location().orElseThrow().startsWith(OAuthClient.CALLBACK));
        client.redeem(allowed.parameter("code").orElseThrow())
                .then()
                .body("scope", equalTo("carnet:read"));
    }

    /// V21, V36: the sealed request belongs to this session and cannot be changed.
    @Test
    void a_form_of_another_session_or_a_changed_one_is_refused() {
        var person = People.member(Role.OWNER);
        Page page = OAuthClient.consentPage(browser, person, client.request());
        var other = new Browser(World.current().issuer());
        OAuthClient.consentPage(other, People.member(Role.OWNER), client.request());
        assertRefused(other.post("/consent", answered(page)));
        assertRefused(new Browser(World.current().issuer()).post("/consent", answered(page)));
        var changed = answered(page);
        String token = String.valueOf(changed.get("csrf"));
        for (int i = 0; i < token.length(); i += 40) {
            char flipped = token.charAt(i) == 'A' ? 'B' : 'A';
            changed.put("csrf", token.substring(0, i) + flipped + token.substring(i + 1));
            assertRefused(browser.post("/consent", changed));
        }
        assertRefused(
                browser.post("/consent", answered(page), Map.of("Sec-Fetch-Site", "cross-site")));
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        assertRefused(browser.post("/consent", answered(page)));
    }

    @Test
    void pressing_allow_twice_gives_two_codes_that_both_work() {
        Page page = OAuthClient.consentPage(browser, People.member(Role.OWNER), client.request());
        Page first = OAuthClient.allow(browser, page);
        Page second = OAuthClient.allow(browser, page);
        client.redeem(first.parameter("code").orElseThrow()).then().statusCode(200);
        client.redeem(second.parameter("code").orElseThrow()).then().statusCode(200);
    }

    @Test
    void a_person_chooses_among_their_workspaces() {
        var person = People.member(Role.OWNER);
        String second = People.workspace();
        People.join(second, person.id(), Role.VIEWER);
        Page page = OAuthClient.consentPage(browser, person, client.request());
        assertTrue(page.body().contains("(owner)"));
        String link =
                page.body().replaceAll("(?s).*href=\"(/authorize[^\"]*" + second + ")\".*", "$1");
        Page chosen = browser.get(link.replace("&amp;", "&"));
        assertTrue(chosen.body().contains("(viewer)"));
        Page allowed = decide(chosen, Map.of("scope_read", "on", "decision", "allow"));
        client.redeem(allowed.parameter("code").orElseThrow()).then().statusCode(200);
        assertTrue(Rows.acts(second).contains("token.issue"));
        assertFalse(Rows.acts(person.workspace()).contains("token.issue"));
    }

    @Test
    void a_workspace_the_person_is_not_in_cannot_be_chosen() {
        var person = People.member(Role.OWNER);
        var request = new LinkedHashMap<>(client.request());
        request.put("carnet_workspace", People.workspace());
        Page page = OAuthClient.consentPage(browser, person, request);
        Page allowed = decide(page, Map.of("scope_read", "on", "decision", "allow"));
        client.redeem(allowed.parameter("code").orElseThrow()).then().statusCode(200);
        assertTrue(Rows.acts(person.workspace()).contains("token.issue"));
    }

    @Test
    void somebody_without_a_workspace_is_told_so() {
        var person = People.member(Role.OWNER);
        People.leave(person.workspace(), person.id());
        Page page = OAuthClient.consentPage(browser, person, client.request());
        assertEquals(400, page.status());
        assertTrue(page.body().contains("not a member of a workspace"));
    }

    /// RFC 9700 §4.11: nothing is sent to it after consent either.
    @Test
    void a_client_revoked_meanwhile_gets_nothing() {
        Page page = OAuthClient.consentPage(browser, People.member(Role.OWNER), client.request());
        World.current()
                .write(
                        "UPDATE auth.client SET revoked_at = now() WHERE client_id = ?",
                        client.clientId);
        Page refused = browser.post("/consent", answered(page));
        assertEquals(401, refused.status());
        assertEquals(Optional.empty(), refused.location());
    }

    private static void assertRefused(Page page) {
        assertEquals(400, page.status());
        assertEquals(Optional.empty(), page.location());
    }

    private static Map<String, String> answered(Page page) {
        var form = new LinkedHashMap<>(page.hidden("/consent"));
        form.put("scope_read", "on");
        form.put("decision", "allow");
        return form;
    }

    private Page decide(Page page, Map<String, String> fields) {
        var form = new LinkedHashMap<>(page.hidden("/consent"));
        form.putAll(fields);
        return browser.post("/consent", form);
    }
}
