package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// A passkey in a real browser, whose authenticator is Chromium's own virtual one.
@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
@Tag("browser")
@EnabledIf(
        value = "dev.carnet.auth.journey.Chromium#isThere",
        disabledReason = "passkeys were not tried in a real browser: there is no Chromium here")
class RealPasskeyTest {

    @Test
    void a_person_adds_a_passkey_and_signs_in_with_it() {
        var person = People.member(Role.OWNER);
        try (var chromium = new Chromium();
                var profile = chromium.profile(new NewContextOptions())) {
            Page page = profile.newPage();
            var complaints = new ArrayList<String>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            authenticator(profile, page);
            page.navigate(World.current().issuer() + "/signin?return=/account/passkey");
            page.getByLabel("E-mail").fill(person.email());
            page.getByLabel("Password").fill(People.PASSWORD);
            button(page, "Sign in");
            page.getByLabel("Name").fill("Test laptop");
            button(page, "Make the passkey");
            page.getByText("They are shown this once").waitFor();
            page.navigate(World.current().issuer() + "/account/security");
            assertTrue(page.getByText("Test laptop").first().isVisible());
            button(page, "Sign out");
            page.navigate(World.current().issuer() + "/signin");
            page.getByText("Sign in with a passkey").click();
            button(page, "Use a passkey");
            page.getByText(person.email()).waitFor();
            assertEquals(World.current().issuer() + "/account", page.url());
            assertEquals(List.of(), complaints);
        }
    }

    private static void button(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    /// One that verifies its person, as a phone or a laptop does.
    private static void authenticator(BrowserContext profile, Page page) {
        var session = profile.newCDPSession(page);
        session.send("WebAuthn.enable");
        var options = new JsonObject();
        options.addProperty("protocol", "ctap2");
        options.addProperty("transport", "internal");
        options.addProperty("hasResidentKey", true);
        options.addProperty("hasUserVerification", true);
        options.addProperty("isUserVerified", true);
        options.addProperty("automaticPresenceSimulation", true);
        var arguments = new JsonObject();
        arguments.add("options", options);
        session.send("WebAuthn.addVirtualAuthenticator", arguments);
    }
}
