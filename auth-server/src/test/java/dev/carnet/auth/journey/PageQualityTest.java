package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
@Tag("browser")
@EnabledIf(
        value = "dev.carnet.auth.journey.Chromium#isThere",
        disabledReason = "the pages were not opened in a real browser: there is no Chromium here")
class PageQualityTest {

    private static final String LONG =
            "A program with a name that is exactly as long as a name may be before it is cut.";
    private static Optional<Chromium> chromium = Optional.empty();

    private final House house = new House();
    private final Somebody owner = People.member(Role.OWNER);
    private final PageJudge judge = new PageJudge();

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
    void every_page_for_anybody() {
        World.current().write("DELETE FROM auth.attempt");
        open(strangersPages(), Optional.empty());
    }

    @Test
    void every_page_for_a_person_who_is_signed_in() {
        World.current().write("DELETE FROM auth.attempt");
        furnish();
        open(personsPages(), Optional.of(owner));
    }

    /// While nobody owns this Carnet, also with what was filled in wrong.
    @Test
    void the_page_of_the_first_owner() {
        String token = Ids.fresh("set");
        World.current().write("TRUNCATE auth.person, auth.setup_link, auth.attempt CASCADE");
        World.current()
                .write(
                        "INSERT INTO auth.setup_link (hash, expires_at) VALUES (?, now() + interval"
                                + " '10 min')",
                        dev.carnet.auth.protocol.OpaqueToken.hash(token).getBytes());
        for (var scheme : PageJudge.SCHEMES) {
            try (BrowserContext profile = profile(scheme)) {
                Page page = profile.newPage();
                page.navigate(World.current().issuer() + "/setup?token=" + token);
                assertEquals(1, page.locator("input[name=workspace]").count(), page.url());
                judge.look(page, scheme + " setup");
                page.locator("input[name=name]").fill("Ann");
                page.locator("input[name=email]").fill("ann");
                page.locator("input[name=password]").fill("short");
                page.evaluate("document.querySelector('form').noValidate = true");
                page.locator("input[name=email]").press("Enter");
                page.getByRole(AriaRole.ALERT).waitFor();
                judge.look(page, scheme + " setup-wrong");
            }
        }
        assertEquals(List.of(), judge.faults());
    }

    /// What shows the token of a passport, once.
    @Test
    void the_page_of_a_passport_that_was_issued() {
        World.current().write("DELETE FROM auth.attempt");
        String agent = World.current().agent(owner.workspace(), owner.id());
        for (var scheme : PageJudge.SCHEMES) {
            try (BrowserContext profile = profile(scheme)) {
                Page page = profile.newPage();
                signIn(page, owner);
                page.navigate(World.current().issuer() + "/agents/" + agent);
                page.locator("form[action$='/passport'] button").click();
                page.waitForURL("**/passport");
                String token = page.locator("pre.arguments").innerText();
                assertEquals(3, token.split("\\.", -1).length, token);
                judge.look(page, scheme + " issued");
            }
        }
        assertEquals(List.of(), judge.faults());
    }

    /// What a device shows a code for: the question, the answer, and a workspace that lets it not
    /// in.
    @Test
    void every_page_for_a_device() {
        World.current().write("DELETE FROM auth.attempt");
        Somebody closed = People.member(Role.MEMBER);
        World.current()
                .write(
                        """
                        INSERT INTO auth.client_policy (workspace_id, policy_id, kind, target, stance)
                        VALUES (?, 'pol_' || md5(?), 'default', '', 'blocked')
                        """,
                        closed.workspace(),
                        closed.workspace());
        for (var scheme : PageJudge.SCHEMES) {
            try (BrowserContext profile = profile(scheme)) {
                Page page = profile.newPage();
                signIn(page, owner);
                code(page);
                judge.look(page, scheme + " device-consent");
                button(page, "Allow");
                judge.look(page, scheme + " device-allowed");
                code(page);
                button(page, "Deny");
                judge.look(page, scheme + " device-denied");
            }
            try (BrowserContext profile = profile(scheme)) {
                Page page = profile.newPage();
                signIn(page, closed);
                code(page);
                judge.look(page, scheme + " device-not-allowed");
            }
        }
        assertEquals(List.of(), judge.faults());
    }

    /// The codes for a lost app, the question for its code, and the same for a passkey.
    @Test
    void every_page_of_a_second_step() {
        World.current().write("DELETE FROM auth.attempt");
        for (var scheme : PageJudge.SCHEMES) {
            Somebody person = People.member(Role.MEMBER);
            try (BrowserContext profile = profile(scheme)) {
                Page page = profile.newPage();
                signIn(page, person);
                page.navigate(World.current().issuer() + "/account/app");
                String key = page.locator("#key").innerText().replace(" ", "");
                page.locator("#code").fill(new Phone(key, List.of()).now());
                button(page, "Continue");
                assertTrue(page.locator("ul.codes code").count() > 0);
                judge.look(page, scheme + " recovery-codes");
                profile.clearCookies();
                half(page, person);
                page.waitForURL("**/signin/second**");
                judge.look(page, scheme + " second-step");
                page.locator("#code").fill("000000");
                button(page, "Continue");
                assertEquals(1, page.getByRole(AriaRole.ALERT).count());
                judge.look(page, scheme + " second-step-wrong");
                page.navigate(World.current().issuer() + "/signin/passkey");
                judge.look(page, scheme + " passkey-sign-in");
            }
        }
        assertEquals(List.of(), judge.faults());
    }

    private static void code(Page page) {
        var begun = Devices.begin(Devices.client());
        page.navigate(begun.complete());
        button(page, "Continue");
    }

    private static void button(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
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
        pages.put("agents", "/agents");
        pages.put("agent", "/agents/" + World.current().agent(owner.workspace(), owner.id()));
        pages.put("servers", "/servers");
        pages.put("server", "/servers/" + server());
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

    private void open(Map<String, String> pages, Optional<Somebody> person) {
        for (var scheme : PageJudge.SCHEMES) {
            try (BrowserContext profile = profile(scheme)) {
                Page page = profile.newPage();
                person.ifPresent(who -> signIn(page, who));
                pages.forEach((name, path) -> {
                    page.navigate(World.current().issuer() + path);
                    judge.look(page, scheme + " " + name);
                });
            }
        }
        assertEquals(List.of(), judge.faults());
    }

    private static BrowserContext profile(ColorScheme scheme) {
        return chromium.orElseThrow()
                .profile(
                        new NewContextOptions()
                                .setColorScheme(scheme)
                                .setUserAgent("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"));
    }

    private static void signIn(Page page, Somebody who) {
        half(page, who);
        page.waitForURL("**/account");
    }

    private static void half(Page page, Somebody who) {
        page.navigate(World.current().issuer() + "/signin");
        page.getByLabel("E-mail").fill(who.email());
        page.getByLabel("Password").fill(People.PASSWORD);
        page.keyboard().press("Enter");
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

    /// One that waits for approval after its address changed, with a long name and words of a test.
    private String server() {
        String id = Servers.add(owner.workspace(), "none", "https://moved.example/mcp");
        World.current()
                .write(
                        """
                        UPDATE gateway.server SET name = ?, address = 'https://' || repeat('x', 200),
                            approved_at = now(), health = 'tls', health_text = ?, health_at = now()
                        WHERE server_id = ?
                        """,
                        LONG,
                        LONG,
                        id);
        return id;
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
