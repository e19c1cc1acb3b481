package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class OwnerAppointmentTest {

    private static final String PEOPLE = "/account/people";
    private static final String LEAVE = "/account/workspaces/leave";

    private final Somebody owner = People.member(Role.OWNER);
    private final Somebody admin = People.member(owner.workspace(), Role.ADMIN);
    private final String page = PEOPLE + "?workspace=" + owner.workspace();
    private final Browser browser = new Browser(World.current().issuer());
    private final Mailbox mails = new Mailbox();

    @BeforeEach
    void start() {
        mails.open();
        World.current().write("DELETE FROM auth.attempt");
        browser.signIn(browser.get("/signin"), owner.email(), People.PASSWORD);
    }

    @AfterEach
    void stop() {
        mails.close();
    }

    @Test
    void an_owner_who_has_just_signed_in_makes_another_and_both_are_told() {
        assertTrue(browser.get("/account/workspaces").body().contains(page));
        Page people = browser.get(page);
        assertTrue(people.body().contains(admin.email()));
        Page done = browser.post(PEOPLE, people.hidden(PEOPLE));
        assertEquals(Optional.of(page + "&appointed=1"), done.location());
        assertEquals("owner", role(admin));
        assertTrue(Rows.acts(owner.workspace()).contains("member.role"));
        for (Somebody one : java.util.List.of(owner, admin)) {
            assertTrue(mails.await(one.email(), 1).getFirst().text().contains(admin.email()));
        }
    }

    @Test
    void needs_a_recent_sign_in_for_the_page_and_for_the_form() {
        Map<String, String> form = browser.get(page).hidden(PEOPLE);
        World.current()
                .write(
                        "UPDATE auth.sign_in_session SET authenticated_at = now() - interval '11 minutes'"
                                + " WHERE person_id = ?",
                        owner.id());
        assertTrue(browser.get(page).location().orElseThrow().startsWith("/signin?return="));
        assertTrue(
                browser.post(PEOPLE, form).location().orElseThrow().startsWith("/signin?return="));
        assertEquals("admin", role(admin));
    }

    @Test
    void nobody_else_sees_the_page_or_uses_its_form() {
        Map<String, String> form = browser.get(page).hidden(PEOPLE);
        var other = new Browser(World.current().issuer());
        other.signIn(other.get("/signin"), admin.email(), People.PASSWORD);
        assertEquals(400, other.get(page).status());
        assertEquals(400, other.post(PEOPLE, form).status());
        assertEquals(400, browser.get(PEOPLE + "?workspace=" + People.workspace()).status());
        World.current()
                .write(
                        "UPDATE auth.member SET role = 'member' WHERE workspace_id = ? AND person_id = ?",
                        owner.workspace(),
                        owner.id());
        assertEquals(400, browser.post(PEOPLE, form).status());
        assertEquals("admin", role(admin));
    }

    @Test
    void a_person_leaves_on_a_page_and_the_last_owner_does_not() {
        Page refused = browser.post(LEAVE, browser.get("/account/workspaces").hidden(LEAVE));
        assertEquals(Optional.of("/account/workspaces?last"), refused.location());
        assertTrue(browser.get("/account/workspaces?last").body().contains("last owner"));

        People.join(People.workspace(), admin.id(), Role.VIEWER);
        var other = new Browser(World.current().issuer());
        other.signIn(other.get("/signin"), admin.email(), People.PASSWORD);
        Page left = other.post(LEAVE, other.get("/account/workspaces").hidden(LEAVE));
        assertEquals(Optional.of("/account/workspaces?left"), left.location());
        assertTrue(other.get("/account/workspaces?left").body().contains("You left"));
        assertFalse(Rows.acts(owner.workspace()).contains("member.remove"));
        assertTrue(Rows.acts(owner.workspace()).contains("member.leave"));
    }

    private static String role(Somebody who) {
        return Rows.string(
                "SELECT role FROM auth.member WHERE workspace_id = ? AND person_id = ?",
                who.workspace(),
                who.id());
    }
}
