package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Every page, in light and dark, at the width of a phone, of a desktop, and of a desktop at 200 %:
/// axe-core finds nothing, nothing is wider than the screen, and whoever uses a keyboard sees where
/// they are. With `carnet.screenshots` set to a folder, the pages are kept there as pictures.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
@WithTestResource(TestMail.class)
@Tag("browser")
@EnabledIf(
        value = "dev.carnet.auth.journey.Chromium#isThere",
        disabledReason = "the pages were not opened in a real browser: there is no Chromium here")
class PageQualityTest {

    private static final int PHONE = 360;
    private static final int DESKTOP = 1280;
    private static final String LONG =
            "A program with a name that is exactly as long as a name may be before it is cut.";
    private static final String AXE =
            """
            async () => (await axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa',
                'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})).violations
                .flatMap(v => v.nodes.map(n => v.id + ': ' + n.html + ' ' + n.failureSummary))
            """;
    private static final String UNSEEN =
            """
            () => { const e = document.activeElement, s = getComputedStyle(e);
                return e !== document.body && s.outlineStyle === 'none' && e.id !== 'main'
                    ? e.outerHTML : ''; }
            """;

    private static Optional<Chromium> chromium = Optional.empty();
    private static String axe = "";

    private final House house = new House();
    private final Somebody owner = People.member(Role.OWNER);
    private final List<String> faults = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        chromium = Optional.of(new Chromium());
        try (var script = PageQualityTest.class.getResourceAsStream("/axe.min.js")) {
            byte[] text = Objects.requireNonNull(script).readAllBytes();
            axe = new String(text, StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void stop() {
        chromium.ifPresent(Chromium::close);
        chromium = Optional.empty();
    }

    @Test
    void every_page_for_anybody() {
        World.current().write("DELETE FROM auth.attempt");
        judge(strangersPages(), Optional.empty());
        assertEquals(List.of(), faults);
    }

    @Test
    void every_page_for_a_person_who_is_signed_in() {
        World.current().write("DELETE FROM auth.attempt");
        furnish();
        judge(personsPages(), Optional.of(owner));
        assertEquals(List.of(), faults);
    }

    private Map<String, String> strangersPages() {
        var pages = new LinkedHashMap<String, String>();
        pages.put("sign-in", "/signin");
        pages.put("sign-in-again", "/signin?again=1&return=%2Faccount%2Fpassword");
        pages.put("reset-ask", "/reset");
        pages.put("reset", "/reset?token=" + reset());
        pages.put("reset-gone", "/reset?token=x");
        pages.put("invitation", invitation(Ids.fresh("new") + "@example.test"));
        pages.put("invitation-gone", "/invitation?token=x");
        pages.put("setup-gone", "/setup?token=x");
        pages.put("error", "/authorize?client_id=x");
        return pages;
    }

    private Map<String, String> personsPages() {
        var pages = new LinkedHashMap<String, String>();
        pages.put("account", "/account?revoked");
        pages.put("sessions", "/account/sessions?ended");
        pages.put("workspaces", "/account/workspaces?last");
        pages.put("people", "/account/people?appointed=1&workspace=" + owner.workspace());
        pages.put("password", "/account/password?done");
        pages.put("security", "/account/security");
        pages.put("app", "/account/app");
        pages.put("passkey", "/account/passkey");
        pages.put("approvals", "/approvals");
        pages.put("approval", "/approvals/" + approval());
        pages.put("passports", "/passports");
        pages.put("passport", "/passports/" + PassportReportTest.eventful(owner.id()));
        pages.put("device", "/device");
        pages.put("connect", "/connect?done");
        pages.put("join", invitation(owner.email()));
        pages.put("join-other", invitation(house.person(Role.MEMBER) + "@example.test"));
        pages.put("consent", consent());
        pages.put(
                "factor-needed",
                elsewhere("UPDATE auth.workspace SET require_second_factor = true"));
        pages.put(
                "not-allowed",
                elsewhere(
                        """
                        INSERT INTO auth.client_policy (workspace_id, policy_id, kind, target, stance)
                        SELECT workspace_id, 'pol_' || md5(workspace_id), 'default', '', 'blocked'
                        FROM auth.workspace
                        """));
        return pages;
    }

    private void judge(Map<String, String> pages, Optional<Somebody> person) {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            var options =
                    new NewContextOptions()
                            .setColorScheme(scheme)
                            .setViewportSize(PHONE, 740)
                            .setUserAgent("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
            try (BrowserContext profile = chromium.orElseThrow().profile(options)) {
                Page page = profile.newPage();
                person.ifPresent(who -> signIn(page, who));
                pages.forEach((name, path) -> judge(page, scheme + " " + name, path));
            }
        }
    }

    private void judge(Page page, String name, String path) {
        page.setViewportSize(PHONE, 740);
        page.navigate(World.current().issuer() + path);
        axe(page, name);
        fits(page, name, PHONE);
        keep(page, name + " phone");
        focus(page, name);
        page.setViewportSize(DESKTOP, 800);
        axe(page, name);
        keep(page, name + " desktop");
        page.setViewportSize(DESKTOP / 2, 400);
        fits(page, name + " at 200 %", DESKTOP / 2);
    }

    private void axe(Page page, String name) {
        page.evaluate(axe);
        for (Object violation : (List<?>) page.evaluate(AXE)) {
            faults.add(name + ": " + violation);
        }
    }

    private void fits(Page page, String name, int width) {
        Object wide = page.evaluate("document.documentElement.scrollWidth");
        if (!wide.equals(width)) {
            faults.add(name + " is " + wide + " wide instead of " + width);
        }
    }

    /// Through every stop of the page and once around.
    private void focus(Page page, String name) {
        int stops = page.locator("a, button, textarea, input:not([type=hidden])").count();
        assertTrue(stops > 0, name);
        for (int i = 0; i < stops; i++) {
            page.keyboard().press("Tab");
            String unseen = String.valueOf(page.evaluate(UNSEEN));
            if (!unseen.isEmpty()) {
                faults.add(name + ": no focus to be seen at " + unseen);
            }
        }
    }

    private static void keep(Page page, String name) {
        String folder = System.getProperty("carnet.screenshots", "");
        if (!folder.isEmpty()) {
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(Path.of(folder, name.replace(' ', '-') + ".png")));
        }
    }

    private static void signIn(Page page, Somebody who) {
        page.navigate(World.current().issuer() + "/signin");
        page.getByLabel("E-mail").fill(who.email());
        page.getByLabel("Password").fill(People.PASSWORD);
        page.keyboard().press("Enter");
        page.waitForURL("**/account");
    }

    /// What makes pages full: another session, other people, a grant of a program with a long name.
    private void furnish() {
        People.member(owner.workspace(), Role.ADMIN);
        Servers.add(
                owner.workspace(),
                "person_oauth",
                "https://notes.example/" + LONG.replace(' ', '-'));
        Servers.add(owner.workspace(), "person_key", "https://keys.example/mcp");
        var other = new Browser(World.current().issuer());
        other.signIn(other.get("/signin"), owner.email(), People.PASSWORD);
        OAuthClient client = OAuthClient.known();
        World.current()
                .write(
                        "UPDATE auth.client SET name = ? WHERE client_id = ?",
                        LONG,
                        client.clientId);
        client.redeem(Grants.code(client, owner));
    }

    /// A call with arguments that are wide and long.
    private String approval() {
        var asker = People.member(owner.workspace(), Role.MEMBER);
        return new ApprovalTest.Gate(asker)
                .waiting("approve", "{\"note\":\"" + "long".repeat(80) + "\",\"amount\":1.10}");
    }

    private String consent() {
        OAuthClient client = OAuthClient.known();
        World.current()
                .write(
                        "UPDATE auth.client SET name = ? WHERE client_id = ?",
                        LONG,
                        client.clientId);
        return "/authorize?" + Browser.encode(client.request());
    }

    /// The page of consent for another workspace of the same person, after that was done to it.
    private String elsewhere(String sql) {
        String workspace = People.workspace();
        People.join(workspace, owner.id(), Role.MEMBER);
        World.current().write(sql + " WHERE workspace_id = ?", workspace);
        return consent() + "&carnet_workspace=" + workspace;
    }

    private String invitation(String email) {
        String link =
                house.owner()
                        .body(Map.of("email", email, "role", "member"))
                        .post("/invitations")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("link");
        return link.substring(World.current().issuer().length());
    }

    private String reset() {
        String secret = "carnet_pr_" + Ids.fresh("x");
        World.current()
                .write(
                        """
                        INSERT INTO auth.password_reset (hash, person_id, expires_at)
                        VALUES (?, ?, now() + interval '30 min')
                        """,
                        dev.carnet.auth.protocol.OpaqueToken.hash(secret).getBytes(),
                        owner.id());
        return secret;
    }
}
