package dev.carnet.auth.journey;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class PasswordTest {

    private static final String PATH = "/account/password";
    private static final String OTHER = "another horse battery";

    private final Somebody person = People.member(Role.MEMBER);
    private final Browser browser = new Browser(World.current().issuer());

    @BeforeEach
    void signIn() {
        World.current().write("DELETE FROM auth.attempt");
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
    }

    /// RFC 9700 §2.2.2, §4.14: sessions, codes and refresh tokens end with the password.
    @Test
    void a_new_password_ends_every_other_session_and_what_programs_may_do() {
        OAuthClient client = OAuthClient.known();
        String refresh = client.redeem(Grants.code(client, person)).path("refresh_token");
        String waiting = Grants.code(client, person);
        var elsewhere = new Browser(World.current().issuer());
        elsewhere.signIn(elsewhere.get("/signin"), person.email(), People.PASSWORD);

        Page done = change(Map.of("programs", "on"));
        assertEquals(Optional.of(PATH + "?done"), done.location());
        assertTrue(browser.get(PATH + "?done").body().contains("Your password was changed."));
        assertEquals(303, elsewhere.get("/account").status());
        client.refresh(refresh).then().statusCode(400).body("error", equalTo("invalid_grant"));
        client.redeem(waiting).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertEquals(403, signIn(People.PASSWORD));
        assertEquals(303, signIn(OTHER));
        assertTrue(Rows.acts(Event.SYSTEM).contains("password.change"));
        assertTrue(Rows.acts(person.workspace()).contains("grant.end_all"));
    }

    /// The last statement fails, after everything else was done: nothing of it is left.
    @Test
    void when_a_part_fails_nothing_has_changed_and_afterwards_all_of_it() {
        OAuthClient client = OAuthClient.known();
        String abroad = People.workspace();
        People.join(abroad, person.id(), Role.MEMBER);
        String here = client.redeem(Grants.code(client, person)).path("refresh_token");
        String there =
                client.redeem(
                                Grants.code(
                                        client, new Somebody(person.id(), person.email(), abroad)))
                        .path("refresh_token");
        List<String> before = changes();

        try (var _ = new Broken(abroad)) {
            assertEquals(500, change(Map.of("programs", "on")).status());
        }
        assertEquals("2", liveGrants());
        assertEquals(before, changes());
        here = client.refresh(here).then().statusCode(200).extract().path("refresh_token");
        assertEquals(303, signIn(People.PASSWORD));

        assertEquals(303, change(Map.of("programs", "on")).status());
        assertEquals("0", liveGrants());
        assertEquals(before.size() + 3, changes().size());
        assertEquals(
                List.of("grant", "grant"),
                Rows.strings(
                        "SELECT type FROM auth.revocation WHERE workspace_id IN (?, ?)",
                        person.workspace(),
                        abroad));
        client.refresh(here).then().statusCode(400).body("error", equalTo("invalid_grant"));
        client.refresh(there).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertEquals(403, signIn(People.PASSWORD));
        assertEquals(303, signIn(OTHER));
    }

    /// RFC 9700 §4.14: a code that is redeemed while the password changes gives a grant that ends
    /// with it, or none; neither waits for the other for ever.
    @Test
    void a_code_redeemed_at_the_same_moment_gives_nothing_that_lives_on() {
        OAuthClient client = OAuthClient.known();
        String old = People.PASSWORD;
        for (int round = 0; round < 12; round++) {
            World.current().write("DELETE FROM auth.attempt");
            String next = "horse battery no. " + round;
            Map<String, String> form = filled(Map.of("programs", "on"));
            form.put("password", old);
            form.put("new_password", next);
            form.put("repeated", next);
            var redemption = client.redemption(Grants.code(client, person));
            var turn = new AtomicInteger();
            try (var races = new Races(2)) {
                List<Integer> both =
                        races.run(() ->
                                turn.getAndIncrement() == 0
                                        ? browser.post(PATH, form).status()
                                        : Wire.token(redemption).status());
                assertTrue(both.contains(303), both::toString);
                assertTrue(both.contains(200) || both.contains(400), both::toString);
            }
            assertEquals("0", liveGrants(), "round " + round);
            old = next;
        }
    }

    private String liveGrants() {
        return Rows.string(
                "SELECT count(*) FROM auth.grant_ WHERE person_id = ? AND revoked_at IS NULL",
                person.id());
    }

    /// What the logs say of changed passwords and ended grants of this person.
    private List<String> changes() {
        return Rows.strings(
                """
                SELECT i.act FROM audit.index i JOIN audit.log l USING (log_id)
                WHERE i.sub = ? AND i.act IN ('password.change', 'grant.end_all')
                """,
                person.id());
    }

    /// While it is open, no revocation can be written in that workspace.
    private record Broken(String workspace) implements AutoCloseable {

        Broken {
            World.current()
                    .write(
                            """
                            CREATE FUNCTION auth.break_off() RETURNS trigger LANGUAGE plpgsql AS
                            'BEGIN RAISE EXCEPTION ''broken off''; END'
                            """);
            World.current()
                    .write(
                            "CREATE TRIGGER break_off BEFORE INSERT ON auth.revocation FOR EACH ROW"
                                    + " WHEN (new.workspace_id = '"
                                    + workspace
                                    + "') EXECUTE FUNCTION auth.break_off()");
        }

        @Override
        public void close() {
            World.current().write("DROP FUNCTION auth.break_off() CASCADE");
        }
    }

    @Test
    void programs_go_on_where_the_person_says_so() {
        OAuthClient client = OAuthClient.known();
        String refresh = client.redeem(Grants.code(client, person)).path("refresh_token");
        assertEquals(303, change(Map.of()).status());
        client.refresh(refresh).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "correct horse battery, short, short, 400, 12 to 200 characters",
        "correct horse battery, another horse battery, another horse batterie, 400, not the same both times",
        "correct horse battery, correct horse battery, correct horse battery, 400, your old password",
        "not my password, another horse battery, another horse battery, 403, until now is not right"
    })
    void says_what_is_not_acceptable_and_changes_nothing(
            String old, String fresh, String repeated, int status, String text) {
        Map<String, String> form = form();
        form.put("password", old);
        form.put("new_password", fresh);
        form.put("repeated", repeated);
        Page page = browser.post(PATH, form);
        assertEquals(status, page.status());
        assertTrue(page.body().contains(text), page.body());
        assertEquals(303, signIn(People.PASSWORD));
    }

    @Test
    void needs_a_recent_sign_in_for_the_page_and_for_the_form() {
        Map<String, String> form = filled(Map.of());
        World.current()
                .write(
                        "UPDATE auth.sign_in_session SET authenticated_at = now() - interval '1 hour'"
                                + " WHERE person_id = ?",
                        person.id());
        var stepUp = Optional.of("/signin?return=%2Faccount%2Fpassword&again=1");
        assertEquals(stepUp, browser.get(PATH).location());
        assertEquals(stepUp, browser.post(PATH, form).location());
        assertEquals(303, signIn(People.PASSWORD));
    }

    @Test
    void of_two_changes_at_once_one_wins() {
        Map<String, String> form = filled(Map.of());
        try (var races = new Races(4)) {
            List<Integer> all = races.run(() -> browser.post(PATH, form).status());
            assertEquals(1, Collections.frequency(all, 303), all::toString);
            assertEquals(3, Collections.frequency(all, 403), all::toString);
        }
        assertEquals(303, signIn(OTHER));
    }

    private Page change(Map<String, String> more) {
        return browser.post(PATH, filled(more));
    }

    private Map<String, String> filled(Map<String, String> more) {
        Map<String, String> form = form();
        form.put("password", People.PASSWORD);
        form.put("new_password", OTHER);
        form.put("repeated", OTHER);
        form.putAll(more);
        return form;
    }

    private Map<String, String> form() {
        return new LinkedHashMap<>(browser.get(PATH).hidden(PATH));
    }

    private int signIn(String password) {
        var fresh = new Browser(World.current().issuer());
        return fresh.signIn(fresh.get("/signin"), person.email(), password).status();
    }
}
