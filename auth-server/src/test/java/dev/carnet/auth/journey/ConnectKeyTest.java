package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Browser.Page;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.OtherService;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys of one's own: typed on the page, tried by the gateway, and how the page says how they did.
@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class ConnectKeyTest {

    private static final String KEY = "sk-0123456789-abcdefghij-wxyz";
    private static final String AGAIN = "http-equiv=\"refresh\"";
    private static final String FIELD = "name=\"key\"";

    private final OtherService other = new OtherService();
    private final Somebody person = People.member(Role.MEMBER);
    private final Browser browser = new Browser(World.current().issuer());
    private final String server = Servers.add(person.workspace(), "person_key", other.mcp());

    @BeforeEach
    void open() {
        Servers.openLetterbox();
        World.current().write("DELETE FROM auth.attempt");
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
    }

    @AfterEach
    void close() {
        other.close();
    }

    private Page page() {
        return browser.get("/connect/" + server + "?done");
    }

    private Page give(String key) {
        var form = new HashMap<>(page().hidden("/connect/key"));
        form.put("key", key);
        return browser.post("/connect/key", form);
    }

    private Object column(String column) {
        return World.current()
                .read(
                        "SELECT " + column + " FROM gateway.connection WHERE person_id = ?",
                        person.id());
    }

    /// As mcp-server leaves the row.
    private void came(String trial) {
        World.current()
                .write(
                        """
                        UPDATE gateway.connection SET trial = ?,
                          letter = CASE ? WHEN 'refused' THEN ''::bytea ELSE letter END,
                          expired_at = CASE ? WHEN 'refused' THEN now() END
                        WHERE person_id = ?
                        """,
                        trial,
                        trial,
                        trial,
                        person.id());
    }

    /// K4, K5: a key of one's own is taken and never shown again.
    @Test
    void a_key_of_a_person_is_sealed_and_only_its_end_is_shown() {
        assertEquals(Optional.of("/connect/" + server + "?done"), give(KEY).location());
        came("proven");
        String body = page().body();
        assertTrue(body.contains("Active") && body.contains("wxyz"));
        assertFalse(body.contains("abcdefghij"));
        assertEquals(KEY, Servers.key(person.id(), server));
        give("another-key-of-the-same-person-1234");
        assertEquals("another-key-of-the-same-person-1234", Servers.key(person.id(), server));
        assertEquals("open", column("trial"), "another key is another trial");
        came("proven");
        assertEquals(400, give("with a space").status());
        assertEquals(400, browser.post("/connect/key", Map.of("key", "x")).status());
    }

    /// K4, K5: what was typed is not called connected, and the page looks again without a script.
    /// Nothing that somebody types is lost by that.
    @Test
    void a_key_does_not_count_before_it_was_tried() {
        give(KEY);
        assertEquals("open", column("trial"));
        String body = page().body();
        assertTrue(body.contains("Being tried") && body.contains(AGAIN), body);
        assertFalse(body.contains("Active") || body.contains("Connected."), body);
        assertFalse(body.contains(FIELD), body);
        assertTrue(body.contains("/connect/disconnect"), "taken back meanwhile");
        String all = browser.get("/connect").body();
        assertTrue(all.contains("Being tried") && !all.contains(AGAIN), all);
        came("proven");
        String proven = page().body();
        assertTrue(proven.contains("Active") && proven.contains("Connected."), proven);
        assertTrue(proven.contains(FIELD) && !proven.contains(AGAIN), proven);
    }

    /// K4, K5: where it does not count the page says why, and takes another one.
    @ParameterizedTest
    @CsvSource({
        "refused, The server does not take this key",
        "away, The server could not be asked about your key yet"
    })
    void a_key_that_was_not_taken_is_told(String trial, String said) {
        give(KEY);
        came(trial);
        String body = page().body();
        assertTrue(body.contains(said), body);
        assertFalse(body.contains("Active") || body.contains("Connected."), body);
        assertFalse(body.contains("Expired") || body.contains(AGAIN), body);
        assertEquals(303, give("another-key-of-the-same-person-1234").status());
        assertTrue(page().body().contains("Being tried"));
    }

    /// K5: nobody guesses keys of others by having Carnet try them.
    @Test
    void who_gives_one_key_after_the_other_has_to_wait() {
        int given = 0;
        Page last = give(KEY);
        while (last.status() == 303 && given++ < 200) {
            came("refused");
            last = give(KEY + given);
        }
        assertEquals(400, last.status());
        assertTrue(last.body().contains("Too many attempts"), last.body());
        assertEquals("refused", column("trial"), "nothing was written");
        var somebody = People.member(person.workspace(), Role.MEMBER);
        var beside = new Browser(World.current().issuer());
        beside.signIn(beside.get("/signin"), somebody.email(), People.PASSWORD);
        var form = new HashMap<>(beside.get("/connect/" + server).hidden("/connect/key"));
        form.put("key", KEY);
        assertEquals(303, beside.post("/connect/key", form).status());
    }

    /// K4: where no gateway runs nobody waits on the page for ever.
    @Test
    void a_key_that_nobody_tries_is_waited_for_a_minute() {
        give(KEY);
        World.current()
                .write(
                        "UPDATE auth.member SET created_at = now() - interval '1 hour' WHERE"
                                + " person_id = ?",
                        person.id());
        World.current()
                .write(
                        "UPDATE gateway.connection SET created_at = now() - interval '61 seconds'"
                                + " WHERE person_id = ?",
                        person.id());
        String body = page().body();
        assertTrue(body.contains("Not tried yet") && body.contains(FIELD), body);
        assertFalse(body.contains(AGAIN), body);
    }
}
