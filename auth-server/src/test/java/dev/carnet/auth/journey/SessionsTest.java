package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class SessionsTest {

    private static final String SESSIONS = "/account/sessions";

    private final Somebody person = People.member(Role.MEMBER);

    @BeforeEach
    void forget_attempts() {
        World.current().write("DELETE FROM auth.attempt");
    }

    @Test
    void asks_to_sign_in_first_and_comes_back() {
        Browser browser = browser();
        Page page = browser.get(SESSIONS);
        assertEquals(Optional.of("/signin?return=%2Faccount%2Fsessions"), page.location());
        Page form = browser.get(page.location().orElseThrow());
        assertEquals(
                Optional.of(SESSIONS),
                browser.signIn(form, person.email(), People.PASSWORD).location());
    }

    @Test
    void a_person_ends_one_of_their_sessions() {
        Browser here = signedIn();
        Browser there = signedIn();
        Page page = here.get(SESSIONS);
        assertTrue(page.body().contains("this one"));
        assertTrue(page.body().contains("127.0.0.*"));
        Map<String, String> form = page.hidden(SESSIONS);
        assertEquals(Optional.of(SESSIONS + "?ended"), here.post(SESSIONS, form).location());
        assertEquals(303, there.get("/account").status());
        assertEquals(200, here.get("/account").status());
        assertTrue(here.get(SESSIONS + "?ended").body().contains("Signed out."));
        assertTrue(Rows.acts(Event.SYSTEM).contains("session.revoke"));
    }

    @Test
    void a_person_ends_all_their_other_sessions_and_nobody_elses() {
        Browser here = signedIn();
        Browser there = signedIn();
        Browser elsewhere = signedIn();
        Browser stranger = browser();
        stranger.signIn(
                stranger.get("/signin"), People.member(Role.MEMBER).email(), People.PASSWORD);
        here.post(SESSIONS, last(here.get(SESSIONS)));
        assertEquals(303, there.get("/account").status());
        assertEquals(303, elsewhere.get("/account").status());
        assertEquals(200, here.get("/account").status());
        assertEquals(200, stranger.get("/account").status());
    }

    /// V36: a form that was made for one session ends nothing from another.
    @Test
    void a_form_of_another_session_ends_nothing() {
        Browser here = signedIn();
        Browser there = signedIn();
        Map<String, String> form = here.get(SESSIONS).hidden(SESSIONS);
        assertEquals(400, there.post(SESSIONS, form).status());
        assertEquals(
                400, here.post(SESSIONS, form, Map.of("Origin", "https://evil.test")).status());
        assertEquals(400, here.post(SESSIONS, Map.of("csrf", "x")).status());
        assertEquals(200, there.get("/account").status());
    }

    /// V10, V42: the session's id is another after a sign-in, a step-up and a change of user, and
    /// none of the earlier ones opens anything.
    @Test
    void the_session_id_changes_at_sign_in_step_up_and_user_switch() {
        Browser browser = signedIn();
        String first = browser.cookie("carnet_session").orElseThrow();
        grow_old();
        Page stepUp = browser.get("/account/password");
        assertEquals(
                Optional.of("/signin?return=%2Faccount%2Fpassword&again=1"), stepUp.location());
        Page form = browser.get(stepUp.location().orElseThrow());
        assertTrue(form.body().contains("needs a recent sign-in"));
        assertEquals(
                Optional.of("/account/password"),
                browser.signIn(form, person.email(), People.PASSWORD).location());
        String second = browser.cookie("carnet_session").orElseThrow();
        assertEquals(200, browser.get("/account/password").status());
        browser.signIn(browser.get("/signin"), People.member(Role.MEMBER).email(), People.PASSWORD);
        String third = browser.cookie("carnet_session").orElseThrow();
        assertNotEquals(first, second);
        assertNotEquals(second, third);
        for (String old : List.of(first, second)) {
            var thief = browser().get("/account", "Cookie", "carnet_session=" + old).status();
            assertEquals(303, thief);
        }
        assertEquals(
                0,
                Rows.strings(
                                "SELECT hash FROM auth.sign_in_session WHERE hash = decode(?, 'escape')",
                                first)
                        .size());
    }

    @Test
    void the_api_lists_and_ends_the_callers_sessions_only() {
        Browser here = signedIn();
        Browser there = signedIn();
        var other = People.member(person.workspace(), Role.MEMBER);
        List<String> ids =
                api(person)
                        .get("/me/sessions")
                        .then()
                        .statusCode(200)
                        .body("items", hasSize(2))
                        .body("items[0].network", equalTo("127.0.0.*"))
                        .extract()
                        .path("items.id");
        assertFalse(
                Rows.string("SELECT string_agg(hash::text, ' ') FROM auth.sign_in_session")
                        .contains(ids.getFirst()));
        api(other).get("/me/sessions").then().body("items", hasSize(0));
        api(other).delete("/me/sessions/" + ids.getFirst()).then().statusCode(404);
        api(person)
                .delete("/me/sessions/" + ids.getFirst())
                .then()
                .statusCode(200)
                .body("sessions", equalTo(1));
        api(person).delete("/me/sessions/" + ids.getFirst()).then().statusCode(404);
        assertEquals(1, open(here, there));
        api(other).delete("/me/sessions").then().body("sessions", equalTo(0));
        assertEquals(1, open(here, there));
        api(person).delete("/me/sessions").then().statusCode(200).body("sessions", equalTo(1));
        assertEquals(0, open(here, there));
        assertTrue(Rows.acts(person.workspace()).contains("session.revoke"));
    }

    private static long open(Browser... browsers) {
        return java.util.Arrays.stream(browsers)
                .filter(browser -> browser.get("/account").status() == 200)
                .count();
    }

    private static RequestSpecification api(Somebody who) {
        World world = World.current();
        return House.bearer(
                world.token(
                        world.claims(who.workspace(), who.id())
                                .audience(world.issuer() + House.API)));
    }

    /// The form at the end of the page: all other sessions.
    private static Map<String, String> last(Page page) {
        String body = page.body();
        int form = body.lastIndexOf("action=\"" + SESSIONS + "\"");
        return new Page(page.status(), body.substring(form), Map.of()).hidden(SESSIONS);
    }

    private void grow_old() {
        World.current()
                .write(
                        "UPDATE auth.sign_in_session SET authenticated_at = now() - interval '10 minutes'"
                                + " WHERE person_id = ?",
                        person.id());
    }

    private static Browser browser() {
        return new Browser(World.current().issuer());
    }

    private Browser signedIn() {
        Browser browser = browser();
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        return browser;
    }
}
