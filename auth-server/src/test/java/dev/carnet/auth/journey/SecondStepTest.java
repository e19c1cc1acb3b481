package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class SecondStepTest {

    private final Somebody person = People.member(Role.OWNER);
    private final Browser browser = browser();

    @BeforeEach
    void forget_attempts() {
        World.current().write("DELETE FROM auth.attempt");
    }

    private static Browser browser() {
        return new Browser(World.current().issuer());
    }

    private Phone enrol() {
        password(browser);
        Phone phone = Phone.enrol(browser);
        browser.forget();
        return phone;
    }

    private Page password(Browser at) {
        return at.signIn(at.get("/signin"), person.email(), People.PASSWORD);
    }

    private static Page code(Browser at, String code) {
        return code(at, at.get("/signin/second"), code);
    }

    private static Page code(Browser at, Page form, String code) {
        var fields = new LinkedHashMap<>(form.hidden("/signin/second"));
        fields.put("code", code);
        return at.post("/signin/second", fields);
    }

    @Test
    void a_right_password_alone_signs_nobody_in_who_has_an_app() {
        enrol();
        Page half = password(browser);
        assertEquals(303, half.status());
        assertEquals(Optional.of("/signin/second?return=%2Faccount"), half.location());
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
        assertEquals(303, browser.get("/account").status());
    }

    @Test
    void the_code_completes_the_sign_in_and_leads_on() {
        Phone phone = enrol();
        Phone.forgetSteps(person.id());
        password(browser);
        Page done = code(browser, phone.now());
        assertEquals(303, done.status());
        assertEquals(Optional.of("/account"), done.location());
        assertEquals(200, browser.get("/account").status());
        assertEquals(
                "two_factors",
                Rows.string(
                        "SELECT strength FROM auth.sign_in_session WHERE person_id = ?",
                        person.id()));
        assertTrue(Rows.acts(Event.SYSTEM).contains("sign_in.first_step"));
    }

    /// V10: the second step opens a session of a new name; what the browser had before is over, and
    /// the half-open sign-in was never one.
    @Test
    void the_second_step_makes_a_new_session() {
        password(browser);
        String before = browser.cookie("carnet_session").orElseThrow();
        Phone phone = Phone.enrol(browser);
        String enrolled = browser.cookie("carnet_session").orElseThrow();
        assertNotEquals(before, enrolled);
        Phone.forgetSteps(person.id());
        password(browser);
        String half = browser.cookie("carnet_half").orElseThrow();
        code(browser, phone.now());
        String after = browser.cookie("carnet_session").orElseThrow();
        assertNotEquals(enrolled, after);
        for (String old : List.of(before, enrolled, half)) {
            assertEquals(
                    303, browser().get("/account", "Cookie", "carnet_session=" + old).status());
        }
    }

    /// V10: sessions that began without the factor end when it is set up.
    @Test
    void setting_an_app_up_ends_every_other_session() {
        var elsewhere = browser();
        password(elsewhere);
        assertEquals(200, elsewhere.get("/account").status());
        enrol();
        assertEquals(303, elsewhere.get("/account").status());
    }

    @Test
    void a_code_counts_once() {
        Phone phone = enrol();
        Phone.forgetSteps(person.id());
        String code = phone.now();
        password(browser);
        assertEquals(303, code(browser, code).status());
        var again = browser();
        password(again);
        assertEquals(403, code(again, code).status());
        assertEquals(Optional.empty(), again.cookie("carnet_session"));
    }

    @Test
    void a_code_of_an_earlier_step_is_worth_nothing_after_a_later_one() {
        Phone phone = enrol();
        Phone.forgetSteps(person.id());
        Instant now = Instant.now();
        password(browser);
        assertEquals(303, code(browser, phone.at(now.plusSeconds(30))).status());
        var again = browser();
        password(again);
        assertEquals(403, code(again, phone.at(now)).status());
    }

    @Test
    void the_code_that_set_the_app_up_does_not_sign_in() {
        password(browser);
        Page form = browser.get("/account/app");
        var phone = new Phone(Phone.key(form), List.of());
        String code = phone.now();
        var fields = new LinkedHashMap<>(form.hidden("/account/app"));
        fields.put("code", code);
        assertEquals(200, browser.post("/account/app", fields).status());
        browser.forget();
        password(browser);
        assertEquals(403, code(browser, code).status());
    }

    @Test
    void somebody_elses_code_is_wrong() {
        enrol();
        var other = People.member(Role.OWNER);
        var theirs = browser();
        theirs.signIn(theirs.get("/signin"), other.email(), People.PASSWORD);
        Phone phone = Phone.enrol(theirs);
        Phone.forgetSteps(other.id());
        password(browser);
        assertEquals(403, code(browser, phone.now()).status());
        assertEquals(403, code(browser, phone.codes().getFirst()).status());
    }

    @Test
    void each_recovery_code_signs_in_once() {
        Phone phone = enrol();
        assertEquals(10, phone.codes().size());
        password(browser);
        assertEquals(303, code(browser, phone.codes().getFirst()).status());
        assertTrue(browser.get("/account/security").body().contains("<strong>9</strong>"));
        var again = browser();
        password(again);
        assertEquals(403, code(again, phone.codes().getFirst()).status());
        assertEquals(303, code(again, phone.codes().get(1)).status());
    }

    @Test
    void neither_secret_nor_recovery_codes_stand_in_the_database() {
        Phone phone = enrol();
        String rows =
                Rows.string("SELECT string_agg(t::text, ' ') FROM auth.totp t")
                        + Rows.string("SELECT string_agg(c::text, ' ') FROM auth.recovery_code c");
        assertFalse(rows.contains(phone.key()));
        assertFalse(rows.contains(phone.codes().getFirst()));
        assertFalse(rows.contains(phone.codes().getFirst().replace("-", "")));
    }

    /// V17: of one half-open sign-in five wrong codes, of one person ten in a window, at all doors
    /// together, however parallel they come.
    @Test
    void wrong_codes_are_limited_together_with_wrong_passwords() {
        enrol();
        password(browser);
        Page form = browser.get("/signin/second");
        try (var races = new Races(20)) {
            var statuses = races.run(() -> code(browser, form, "000000").status());
            assertEquals(5, statuses.stream().filter(status -> status == 403).count());
        }
        assertEquals(
                Optional.of("/signin?return=%2Faccount"), browser.get("/signin/second").location());
        World.current().write("DELETE FROM auth.attempt");
        for (int i = 0; i < 7; i++) {
            var wrong = browser();
            wrong.signIn(wrong.get("/signin"), person.email(), "wrong");
        }
        var at = browser();
        password(at);
        Page second = at.get("/signin/second");
        assertEquals(403, code(at, second, "000000").status());
        assertEquals(403, code(at, second, "000000").status());
        assertEquals(403, code(at, second, "000000").status());
        assertEquals(429, code(at, second, "000000").status());
        assertEquals(429, password(browser()).status());
    }

    @Test
    void five_minutes_later_it_begins_anew() {
        Phone phone = enrol();
        Phone.forgetSteps(person.id());
        password(browser);
        Page form = browser.get("/signin/second");
        World.current()
                .write("UPDATE auth.half_sign_in SET expires_at = now() - interval '1 second'");
        Page late = code(browser, form, phone.now());
        assertEquals(Optional.of("/signin?return=%2Faccount"), late.location());
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
        assertEquals(303, browser.get("/signin/second").status());
    }

    /// V36: the half-open sign-in belongs to the browser that began it, and so does its form.
    @Test
    void another_browser_does_not_finish_what_this_one_began() {
        Phone phone = enrol();
        Phone.forgetSteps(person.id());
        password(browser);
        Page form = browser.get("/signin/second");
        var fields = new LinkedHashMap<>(form.hidden("/signin/second"));
        fields.put("code", phone.now());
        var stranger = browser();
        assertEquals(
                Optional.of("/signin?return=%2Faccount"),
                stranger.post("/signin/second", fields).location());
        password(stranger);
        assertEquals(403, stranger.post("/signin/second", fields).status());
        assertEquals(
                403,
                browser.post("/signin/second", fields, Map.of("Sec-Fetch-Site", "cross-site"))
                        .status());
        assertEquals(Optional.empty(), stranger.cookie("carnet_session"));
        assertEquals(303, browser.post("/signin/second", fields).status());
    }
}
