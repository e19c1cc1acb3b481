package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The pages in a real browser, which applies the content security policy, follows redirects out of
/// forms, and knows what a keyboard and a narrow screen are.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
@Tag("browser")
@EnabledIf(
        value = "dev.carnet.auth.journey.Chromium#isThere",
        disabledReason = "the pages were not opened in a real browser: there is no Chromium here")
class RealBrowserTest {

    private static Optional<Chromium> chromium = Optional.empty();

    private final OAuthClient client = new OAuthClient(Ids.fresh("cli"));

    @BeforeAll
    static void start() {
        chromium = Optional.of(new Chromium());
    }

    @AfterAll
    static void stop() {
        chromium.ifPresent(Chromium::close);
        chromium = Optional.empty();
    }

    @Test
    void a_person_signs_in_and_allows() throws Exception {
        try (var callback = new Callback();
                var profile = profile(new NewContextOptions())) {
            Page page = profile.newPage();
            var complaints = complaints(page);
            openConsent(page, callback, People.member(Role.OWNER));
            assertTrue(page.getByText("runs on your own computer").isVisible());
            assertTrue(fontSize(page.locator(".host")) >= 24);
            button(page, "Allow").click();
            page.getByText("You can close this page.").waitFor();
            String query = callback.query();
            assertTrue(query.contains("code=carnet_ac_"), query);
            assertTrue(query.contains("iss=" + Browser.encode(World.current().issuer())), query);
            assertEquals(List.of(), complaints);
        }
    }

    @Test
    void a_person_denies() throws Exception {
        try (var callback = new Callback();
                var profile = profile(new NewContextOptions())) {
            Page page = profile.newPage();
            openConsent(page, callback, People.member(Role.OWNER));
            button(page, "Deny").click();
            page.getByText("You can close this page.").waitFor();
            assertTrue(callback.query().contains("error=access_denied"));
        }
    }

    @Test
    void everything_works_without_script_and_by_keyboard_alone() throws Exception {
        var person = People.member(Role.OWNER);
        try (var callback = new Callback();
                var profile = profile(new NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = profile.newPage();
            page.navigate(authorize(callback));
            page.keyboard().type(person.email());
            page.keyboard().press("Tab");
            page.keyboard().type(People.PASSWORD);
            page.keyboard().press("Enter");
            page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Allow access?"))
                    .waitFor();
            page.getByLabel("Act for you").focus();
            page.keyboard().press("Space");
            page.keyboard().press("Tab");
            page.keyboard().press("Enter");
            page.getByText("You can close this page.").waitFor();
            String code = callback.query().replaceAll(".*code=([^&]+).*", "$1");
            var form = client.redemption(code);
            form.put("redirect_uri", callback.url());
            OAuthClient.token(form).then().statusCode(200).body("scope", equalTo("carnet:read"));
        }
    }

    @Test
    void every_page_is_readable_for_people_who_do_not_see_it() throws Exception {
        try (var callback = new Callback();
                var profile = profile(new NewContextOptions())) {
            Page page = profile.newPage();
            page.navigate(authorize(callback));
            assertAccessible(page);
            openConsent(page, callback, People.member(Role.VIEWER));
            page.navigate(authorize(callback).replace("carnet%3Awrite", "carnet%3Aoperate"));
            assertAccessible(page);
            assertTrue(page.getByLabel("Operate the workspace").isDisabled());
            page.navigate(World.current().issuer() + "/account");
            assertAccessible(page);
            page.navigate(World.current().issuer() + "/authorize?client_id=x");
            assertAccessible(page);
            assertEquals(1, page.getByRole(AriaRole.ALERT).count());
        }
    }

    @Test
    void fits_a_narrow_screen_and_follows_the_colour_scheme() throws Exception {
        try (var callback = new Callback();
                var light = profile(new NewContextOptions().setViewportSize(320, 640));
                var dark =
                        profile(
                                new NewContextOptions()
                                        .setViewportSize(320, 640)
                                        .setColorScheme(ColorScheme.DARK))) {
            Page page = light.newPage();
            openConsent(page, callback, People.member(Role.OWNER));
            assertEquals(320, page.evaluate("document.documentElement.scrollWidth"));
            Page night = dark.newPage();
            night.navigate(authorize(callback));
            assertEquals(320, night.evaluate("document.documentElement.scrollWidth"));
            assertNotEquals(background(page), background(night));
        }
    }

    /// RFC 9700 §4.16.
    @Test
    void no_other_page_can_show_it_in_a_frame() throws Exception {
        try (var callback = new Callback();
                var profile = profile(new NewContextOptions())) {
            callback.shows(
                    "<iframe name=\"inner\" src=\"" + World.current().issuer() + "/signin\">");
            Page page = profile.newPage();
            page.navigate(callback.origin() + "/page");
            page.waitForTimeout(500);
            assertFalse(page.frame("inner").content().contains("password"));
        }
    }

    /// What holds a password is sent nowhere else.
    @Test
    void the_form_of_the_sign_in_page_stays_here() throws Exception {
        try (var callback = new Callback();
                var elsewhere = new Callback();
                var profile = profile(new NewContextOptions())) {
            Page page = profile.newPage();
            page.navigate(authorize(callback));
            page.getByLabel("E-mail").fill("somebody@example.com");
            page.getByLabel("Password").fill(People.PASSWORD);
            page.evaluate(
                    "target => document.querySelector('form').action = target", elsewhere.url());
            var complaints = complaints(page);
            page.evaluate("document.querySelector('button.primary').click()");
            page.waitForTimeout(500);
            assertFalse(complaints.isEmpty());
            assertTrue(page.url().startsWith(World.current().issuer()));
        }
    }

    /// Browsers apply `form-action` to all redirects that follow a form, not only to the first.
    @Test
    void a_client_may_send_the_browser_on_to_another_origin() throws Exception {
        try (var callback = new Callback();
                var elsewhere = new Callback();
                var profile = profile(new NewContextOptions())) {
            callback.sendsOnTo(elsewhere.url());
            Page page = profile.newPage();
            openConsent(page, callback, People.member(Role.OWNER));
            button(page, "Allow").click();
            page.getByText("You can close this page.").waitFor();
            assertTrue(elsewhere.query().contains("code=carnet_ac_"));
            assertTrue(page.url().startsWith(elsewhere.url()));
        }
    }

    /// K2, K13: a second browser sees the toggle without a reload.
    @Test
    void a_second_browser_sees_a_server_switched_off() {
        Somebody admin = People.member(Role.ADMIN);
        Somebody viewer = People.member(admin.workspace(), Role.VIEWER);
        String server = Servers.add(admin.workspace(), "none", "https://one.example/mcp");
        try (var first = profile(new NewContextOptions());
                var second = profile(new NewContextOptions())) {
            Page table = servers(first, admin);
            Page seen = servers(second, viewer);
            var complaints = complaints(seen);
            seen.evaluate("window.before = document.body");
            Locator row = seen.locator("#" + server);
            row.getByText("approved").waitFor();
            table.locator("#" + server).getByText("Switch off").click();
            row.getByText("disabled").waitFor();
            table.locator("#" + server).getByText("Switch on").focus();
            table.locator("#" + server).getByText("Switch on").click();
            row.getByText("approved").waitFor();
            assertEquals(true, seen.evaluate("window.before === document.body"), "no reload");
            assertEquals(List.of(), complaints);
        }
    }

    private static Page servers(BrowserContext profile, Somebody who) {
        return at(profile, who, "/servers");
    }

    private static Page at(BrowserContext profile, Somebody who, String path) {
        Page page = profile.newPage();
        page.navigate(World.current().issuer() + "/signin?return=" + Browser.encode(path));
        page.getByLabel("E-mail").fill(who.email());
        page.getByLabel("Password").fill(People.PASSWORD);
        page.keyboard().press("Enter");
        page.waitForURL("**" + path);
        return page;
    }

    /// H3: found in the list, looked at, and decided without script.
    @Test
    void somebody_looks_at_a_report_and_decides() {
        Somebody operator = People.member(Role.MEMBER);
        String jti = PassportReportTest.eventful(operator.id());
        World.current()
                .write(
                        "UPDATE auth.member SET role = 'operator' WHERE person_id = ?",
                        operator.id());
        try (var profile = profile(new NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = at(profile, operator, "/passports");
            page.getByText("Look and decide").click();
            page.waitForURL("**/passports/" + jti);
            page.getByLabel("A note, if you like").fill("It was meant to.");
            button(page, "Accept").click();
            page.getByText("“It was meant to.”").waitFor();
            assertEquals(0, button(page, "Accept").count());
        }
    }

    private static BrowserContext profile(NewContextOptions options) {
        return chromium.orElseThrow().profile(options);
    }

    private String authorize(Callback callback) {
        insert();
        var request = client.request();
        request.put("redirect_uri", callback.url());
        return World.current().issuer() + "/authorize?" + Browser.encode(request);
    }

    /// Registered without a port, as real clients do.
    private void insert() {
        World.current()
                .write(
                        """
                        INSERT INTO auth.client (client_id, name, application_type,
                            token_endpoint_auth_method, redirect_uris, grant_types, scopes, resources)
                        VALUES (?, 'Test client', 'native', 'none', '{http://localhost/callback}',
                            '{authorization_code,refresh_token}', '{carnet:read,carnet:write}', '{}')
                        ON CONFLICT DO NOTHING
                        """,
                        client.clientId);
    }

    private void openConsent(Page page, Callback callback, Somebody person) {
        page.navigate(authorize(callback));
        page.getByLabel("E-mail").fill(person.email());
        page.getByLabel("Password").fill(People.PASSWORD);
        button(page, "Sign in").click();
        page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Allow access?"))
                .waitFor();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static List<String> complaints(Page page) {
        var complaints = new ArrayList<String>();
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        return complaints;
    }

    private static double fontSize(Locator locator) {
        return Double.parseDouble(
                String.valueOf(locator.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")));
    }

    private static Object background(Page page) {
        return page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    private static void assertAccessible(Page page) {
        assertEquals("en", page.evaluate("document.documentElement.lang"));
        assertEquals(1, page.getByRole(AriaRole.MAIN).count(), page.url());
        assertEquals(1, page.locator("h1").count(), page.url());
        assertTrue(page.title().endsWith("Carnet"), page.url());
        assertEquals(
                0,
                page.evaluate(
                        """
                        [...document.querySelectorAll('input:not([type=hidden])')]
                            .filter(e => e.labels.length === 0).length
                        """),
                page.url());
        assertEquals(
                0,
                page.evaluate(
                        """
                        [...document.querySelectorAll('[aria-describedby],[aria-labelledby]')]
                            .flatMap(e => [e.getAttribute('aria-describedby'), e.getAttribute('aria-labelledby')])
                            .filter(id => id && !document.getElementById(id)).length
                        """),
                page.url());
    }
}
