package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class ResetTest {

    private static final String FRESH = "another horse battery";

    private final Somebody person = People.member(Role.MEMBER);
    private final Browser browser = new Browser(World.current().issuer());
    private final Mailbox mails = new Mailbox();

    @BeforeEach
    void start() {
        mails.open();
        World.current().write("DELETE FROM auth.mail");
        World.current().write("DELETE FROM auth.attempt");
    }

    @AfterEach
    void stop() {
        mails.close();
    }

    @Test
    void a_mailed_link_sets_a_new_password_and_ends_what_the_old_one_opened() {
        OAuthClient client = OAuthClient.known();
        String refresh = client.redeem(Grants.code(client, person)).path("refresh_token");
        var elsewhere = new Browser(World.current().issuer());
        elsewhere.signIn(elsewhere.get("/signin"), person.email(), People.PASSWORD);

        String link = ask();
        Page form = browser.get(link);
        assertEquals(200, form.status());
        assertTrue(form.body().contains(person.email()));
        Page done = submit(form, FRESH);
        assertEquals(Optional.of("/signin?reset=1"), done.location());
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
        assertEquals(303, elsewhere.get("/account").status());
        client.refresh(refresh).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertEquals(403, signIn(People.PASSWORD));
        assertEquals(303, signIn(FRESH));
        assertTrue(Rows.acts(Event.SYSTEM).contains("password.reset_ask"));
        assertTrue(Rows.acts(Event.SYSTEM).contains("password.reset"));
        var notice = mails.await(person.email(), 2).getLast();
        assertEquals("Your password was changed", notice.subject());
        assertFalse(notice.text().contains("token="));
    }

    /// V40: the link is made of the configured issuer, whatever the request says of hosts.
    @Test
    void the_mail_is_plain_text_from_the_configured_sender_with_a_link_of_ours() {
        browser.post(
                "/reset",
                Map.of("email", person.email()),
                Map.of(
                        "X-Forwarded-Host", "evil.test",
                        "Forwarded", "host=evil.test;proto=https"));
        var mail = mails.await(person.email(), 1).getFirst();
        assertEquals("carnet@example.test", mail.from());
        assertTrue(mail.type().startsWith("text/plain"), mail.type());
        assertFalse(mail.text().contains("evil"));
        assertTrue(mail.link("http").startsWith(World.current().issuer()), mail.text());
    }

    @Test
    void a_link_works_once_and_of_many_at_once_one_wins() {
        Page form = browser.get(ask());
        try (var races = new Races(4)) {
            List<Integer> all = races.run(() -> submit(form, FRESH).status());
            assertEquals(1, Collections.frequency(all, 303), all::toString);
            assertEquals(3, Collections.frequency(all, 410), all::toString);
        }
        assertEquals(410, submit(form, "a third horse battery").status());
        assertEquals(303, signIn(FRESH));
    }

    @Test
    void a_link_ends_with_its_half_hour_with_another_one_used_and_with_the_person() {
        String first = ask();
        String second = ask();
        assertEquals(303, submit(browser.get(second), FRESH).status());
        assertEquals(410, browser.get(first).status());
        String third = ask();
        World.current()
                .write(
                        "UPDATE auth.password_reset SET expires_at = now() WHERE person_id = ?",
                        person.id());
        assertEquals(410, browser.get(third).status());
        World.current().write("DELETE FROM auth.attempt");
        String fourth = ask();
        World.current()
                .write(
                        "UPDATE auth.person SET disabled_at = now() WHERE person_id = ?",
                        person.id());
        assertEquals(410, browser.get(fourth).status());
        assertEquals(410, browser.get("/reset?token=x").status());
    }

    @Test
    void says_what_is_not_acceptable_and_keeps_the_link() {
        Page form = browser.get(ask());
        assertEquals(400, submit(form, "short").status());
        var different = new LinkedHashMap<>(form.hidden("/reset"));
        different.put("new_password", FRESH);
        different.put("repeated", FRESH + "!");
        assertTrue(browser.post("/reset", different).body().contains("not the same both times"));
        assertEquals(303, submit(form, FRESH).status());
    }

    @Test
    void an_address_nobody_has_looks_the_same_and_gets_no_mail() {
        Page known = browser.post("/reset", Map.of("email", person.email()));
        mails.await(person.email(), 1);
        World.current().write("DELETE FROM auth.mail");
        Page unknown = browser.post("/reset", Map.of("email", "nobody@example.test"));
        assertEquals(known.status(), unknown.status());
        assertEquals(known.body(), unknown.body());
        assertEquals("0", Rows.string("SELECT count(*) FROM auth.mail"));
        assertEquals(List.of(), mails.to("nobody@example.test"));
    }

    /// V17: of a hundred requests at once for one address, three are mailed.
    @Test
    void no_address_is_flooded() {
        try (var races = new Races(100)) {
            List<Integer> all =
                    races.run(() ->
                            new Browser(World.current().issuer())
                                    .post("/reset", Map.of("email", person.email()))
                                    .status());
            assertEquals(3, Collections.frequency(all, 200), all::toString);
            assertEquals(97, Collections.frequency(all, 429), all::toString);
        }
        assertEquals(3, mails.await(person.email(), 3).size());
    }

    @Test
    void a_letter_waits_sealed_until_the_mail_server_is_back() {
        mails.close();
        browser.post("/reset", Map.of("email", person.email()));
        String rows = Rows.string("SELECT string_agg(m::text, ' ') FROM auth.mail m");
        assertFalse(rows.contains("carnet_pr_"));
        try (var back = new Mailbox().open()) {
            World.current().write("UPDATE auth.mail SET due_at = now()");
            assertEquals(1, back.await(person.email(), 1).size());
        }
    }

    @Test
    void a_form_from_elsewhere_asks_for_nothing() {
        Page page =
                browser.post(
                        "/reset",
                        Map.of("email", person.email()),
                        Map.of("Sec-Fetch-Site", "cross-site"));
        assertEquals(403, page.status());
        assertEquals(400, browser.post("/reset", Map.of("email", "a@b@example.test")).status());
        assertEquals(
                "0",
                Rows.string(
                        "SELECT count(*) FROM auth.password_reset WHERE person_id = ?",
                        person.id()));
    }

    /// A reset by mail is no way around a second factor, and a sign-in that waited for one with the
    /// old password waits in vain.
    @Test
    void a_second_factor_is_asked_for_after_a_reset_as_before() {
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        Phone phone = Phone.enrol(browser);
        browser.forget();
        var waiting = new Browser(World.current().issuer());
        waiting.signIn(waiting.get("/signin"), person.email(), People.PASSWORD);
        Page second = waiting.get("/signin/second");

        assertEquals(303, submit(browser.get(ask()), FRESH).status());
        Phone.forgetSteps(person.id());
        var code = new LinkedHashMap<>(second.hidden("/signin/second"));
        code.put("code", phone.now());
        waiting.post("/signin/second", code);
        assertEquals(Optional.empty(), waiting.cookie("carnet_session"));

        Page half = browser.signIn(browser.get("/signin"), person.email(), FRESH);
        assertTrue(half.location().orElseThrow().startsWith("/signin/second"));
        assertEquals(Optional.empty(), browser.cookie("carnet_session"));
        assertEquals(
                "1",
                Rows.string("SELECT count(*) FROM auth.totp WHERE person_id = ?", person.id()));
    }

    private String ask() {
        int before = mails.to(person.email()).size();
        assertEquals(200, browser.post("/reset", Map.of("email", person.email())).status());
        String issuer = World.current().issuer();
        return mails.await(person.email(), before + 1).stream()
                .filter(mail -> mail.text().contains("token="))
                .toList()
                .getLast()
                .link(issuer + "/reset?token=")
                .substring(issuer.length());
    }

    private Page submit(Page form, String password) {
        var fields = new LinkedHashMap<>(form.hidden("/reset"));
        fields.put("new_password", password);
        fields.put("repeated", password);
        return browser.post("/reset", fields);
    }

    private int signIn(String password) {
        var fresh = new Browser(World.current().issuer());
        return fresh.signIn(fresh.get("/signin"), person.email(), password).status();
    }
}
