package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Guessing.Door;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(TestCarnet.NamedAuth.class)
@WithTestResource(TestMail.class)
class AllDoorsTest {

    private static final String CHANGE = "/account/password";

    private final Somebody person = People.member(Role.MEMBER);
    private final Browser browser = new Browser(World.current().issuer());

    @BeforeEach
    void signIn() {
        World.current().write("DELETE FROM auth.attempt");
        browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
    }

    /// V17: a hundred wrong passwords at once, half of them at the sign-in page and half at the
    /// form that asks for the old one, are looked at as often as one door alone allows; afterwards
    /// the right one opens neither.
    @Test
    void a_hundred_wrong_passwords_at_all_doors_at_once_stay_within_one_limit() {
        Map<String, String> change = change("not the password");
        var turn = new AtomicInteger();
        try (var races = new Races(100)) {
            List<Integer> all =
                    races.run(() -> turn.getAndIncrement() % 2 == 0 ? enter() : submit(change));
            long looked = all.stream().filter(status -> status == 403).count();
            long refused = all.stream().filter(status -> status == 429).count();
            assertEquals(Limits.ATTEMPTS_PER_EMAIL, looked, all::toString);
            assertEquals(100 - Limits.ATTEMPTS_PER_EMAIL, refused, all::toString);
        }
        assertEquals(429, submit(change(People.PASSWORD)));
        var fresh = new Browser(World.current().issuer());
        assertEquals(
                429, fresh.signIn(fresh.get("/signin"), person.email(), People.PASSWORD).status());
    }

    /// V17: who is right gives the attempt back, whichever door it was.
    @Test
    void being_right_costs_nothing() {
        for (int i = 0; i < 2 * Limits.ATTEMPTS_PER_EMAIL; i++) {
            browser.signIn(browser.get("/signin"), person.email(), People.PASSWORD);
        }
        assertEquals(303, submit(change(People.PASSWORD)));
        assertTrue(Integer.parseInt(Rows.string("SELECT max(failures) FROM auth.attempt")) <= 1);
    }

    /// V17: at every door where something secret is asked for, sixty guesses at once are looked at
    /// as often as the door allows, and afterwards even what is right finds it shut.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "password change",
                "code of an app",
                "recovery code",
                "passkey",
                "code of a device",
                "link of an invitation",
                "link for a new password",
                "link of the first owner",
                "secret of a client",
                "assertion of a client",
                "token of a registration"
            })
    void sixty_guesses_at_once_stay_within_the_limit_of_the_door(String name) {
        Door door = new Guessing().door(name);
        World.current().write("DELETE FROM auth.attempt");
        try (var races = new Races(60)) {
            List<Integer> all = races.run(door.wrong());
            assertEquals(door.limit(), Collections.frequency(all, door.looked()), all::toString);
            assertTrue(Collections.frequency(all, 429) >= 60 - 2 * door.limit(), all::toString);
        }
        assertEquals(429, call(door.right()));
    }

    private static int call(Callable<Integer> door) {
        try {
            return door.call();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private int enter() {
        var guest = new Browser(World.current().issuer());
        return guest.signIn(guest.get("/signin"), person.email(), "not the password").status();
    }

    private int submit(Map<String, String> form) {
        return browser.post(CHANGE, form).status();
    }

    private Map<String, String> change(String old) {
        var form = new LinkedHashMap<>(browser.get(CHANGE).hidden(CHANGE));
        form.put("password", old);
        form.put("new_password", "another horse battery");
        form.put("repeated", "another horse battery");
        return form;
    }
}
