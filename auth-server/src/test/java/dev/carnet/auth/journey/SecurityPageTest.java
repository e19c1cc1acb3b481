package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class SecurityPageTest {

    private final Somebody person = People.member(Role.OWNER);
    private final Browser browser = new Browser(World.current().issuer());

    @BeforeEach
    void sign_in() {
        World.current().write("DELETE FROM auth.attempt");
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
    }

    private void sessions(String change) {
        World.current()
                .write(
                        "UPDATE auth.sign_in_session SET " + change + " WHERE person_id = ?",
                        person.id());
    }

    @Test
    void an_app_is_set_up_with_its_first_code() {
        Page form = browser.get("/account/app");
        assertTrue(form.body().contains("<svg"));
        var phone = new Phone(Phone.key(form), List.of());
        var fields = new LinkedHashMap<>(form.hidden("/account/app"));
        fields.put("code", "000000");
        Page wrong = browser.post("/account/app", fields);
        assertEquals(400, wrong.status());
        assertEquals(phone.key(), Phone.key(wrong));
        Page done = phone.confirm(browser, wrong);
        assertEquals(200, done.status());
        assertEquals(10, Phone.codes(done).size());
        assertTrue(browser.get("/account/security").body().contains("Remove the app"));
        assertFalse(browser.get("/account/security").body().contains(phone.key()));
        assertTrue(Rows.acts(Event.SYSTEM).contains("factor.add"));
    }

    @Test
    void a_second_app_is_not_set_up_beside_the_first() {
        Page form = browser.get("/account/app");
        Page other = browser.get("/account/app");
        new Phone(Phone.key(form), List.of()).confirm(browser, form);
        assertEquals(303, browser.get("/account/app").status());
        Page late = new Phone(Phone.key(other), List.of()).confirm(browser, other);
        assertEquals(400, late.status());
        assertEquals(
                "1",
                Rows.string("SELECT count(*) FROM auth.totp WHERE person_id = ?", person.id()));
    }

    /// V41: whoever finds a browser left open, or a cookie, changes nothing about how its person
    /// signs in.
    @Test
    void nothing_is_changed_without_a_fresh_sign_in() {
        Page form = browser.get("/account/app");
        sessions("authenticated_at = now() - interval '11 minutes'");
        assertEquals(
                Optional.of("/signin?return=%2Faccount%2Fapp&again=1"),
                browser.get("/account/app").location());
        Page late = new Phone(Phone.key(form), List.of()).confirm(browser, form);
        assertEquals(Optional.of("/signin?return=%2Faccount%2Fapp&again=1"), late.location());
        assertEquals(
                Optional.of("/signin?return=%2Faccount%2Fsecurity&again=1"),
                browser.get("/account/security").location());
        assertEquals(
                "0",
                Rows.string("SELECT count(*) FROM auth.totp WHERE person_id = ?", person.id()));
    }

    /// V41: a password alone removes no factor and makes no recovery codes.
    @Test
    void a_session_without_the_factor_changes_nothing_about_it() {
        Phone.enrol(browser);
        Page page = browser.get("/account/security");
        sessions("strength = 'password'");
        assertEquals(303, browser.get("/account/security").status());
        assertEquals(
                303,
                browser.post("/account/app/remove", page.hidden("/account/app/remove")).status());
        assertEquals(
                303,
                browser.post(
                                "/account/security/recovery-codes",
                                page.hidden("/account/security/recovery-codes"))
                        .status());
        sessions("strength = 'two_factors', authenticated_at = now() - interval '11 minutes'");
        assertEquals(
                303,
                browser.post("/account/app/remove", page.hidden("/account/app/remove")).status());
        assertEquals(
                "1",
                Rows.string("SELECT count(*) FROM auth.totp WHERE person_id = ?", person.id()));
    }

    @Test
    void an_app_is_removed_and_the_password_is_enough_again() {
        Phone.enrol(browser);
        Page page = browser.get("/account/security");
        Page done = browser.post("/account/app/remove", page.hidden("/account/app/remove"));
        assertEquals(Optional.of("/account/security?done"), done.location());
        assertEquals(
                "0",
                Rows.string(
                        "SELECT count(*) FROM auth.recovery_code WHERE person_id = ?",
                        person.id()));
        assertTrue(Rows.acts(Event.SYSTEM).contains("factor.remove"));
        Page again = browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        assertEquals(Optional.of("/account"), again.location());
    }

    @Test
    void new_recovery_codes_end_the_old_ones() {
        Phone phone = Phone.enrol(browser);
        Page page = browser.get("/account/security");
        Page fresh =
                browser.post(
                        "/account/security/recovery-codes",
                        page.hidden("/account/security/recovery-codes"));
        List<String> codes = Phone.codes(fresh);
        assertEquals(10, codes.size());
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        Page form = browser.get("/signin/second");
        assertEquals(403, second(form, phone.codes().getFirst()).status());
        assertEquals(303, second(form, codes.getFirst()).status());
    }

    private Page second(Page form, String code) {
        var fields = new LinkedHashMap<>(form.hidden("/signin/second"));
        fields.put("code", code);
        return browser.post("/signin/second", fields);
    }

    /// V36: a form of one session does nothing in another.
    @Test
    void a_form_of_another_session_changes_nothing() {
        Phone.enrol(browser);
        Map<String, String> form = browser.get("/account/security").hidden("/account/app/remove");
        var other = new Browser(World.current().issuer());
        other.signIn(other.get("/signin"), People.member(Role.OWNER).email(), People.PASSWORD);
        assertEquals(400, other.post("/account/app/remove", form).status());
        assertEquals(
                400,
                browser.post("/account/app/remove", form, Map.of("Origin", "https://evil.example"))
                        .status());
        assertEquals(
                "1",
                Rows.string("SELECT count(*) FROM auth.totp WHERE person_id = ?", person.id()));
    }
}
