package dev.carnet.auth.person;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.protocol.Refusal;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private final Passwords passwords = new Passwords(1, 3);

    @AfterEach
    void stop() {
        passwords.stop();
    }

    @Test
    void a_hash_names_its_parameters_and_is_salted() {
        String first = hash();
        assertTrue(first.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), first);
        assertNotEquals(first, hash());
    }

    @Test
    void only_the_persons_own_password_matches() {
        var person = Optional.of(new Person("prs_1", "a@example.test", "Ann", hash()));
        assertTrue(matches("correct horse", person));
        assertFalse(matches("correct horsE", person));
        assertFalse(matches("", person));
        assertFalse(matches("x".repeat(201), person));
        assertFalse(matches("correct horse", Optional.empty()));
    }

    /// A flood fills the queue and no more: the rest is told to come back.
    @Test
    void a_flood_is_turned_away() {
        var answers =
                Uni.join()
                        .all(IntStream.range(0, 40).mapToObj(_ -> attempt()).toList())
                        .andCollectFailures()
                        .await()
                        .indefinitely();
        long refused = answers.stream().filter("refused"::equals).count();
        assertTrue(refused >= 20, refused + " were turned away");
        assertEquals(40 - refused, answers.stream().filter("no"::equals).count());
    }

    private Uni<String> attempt() {
        return passwords
                .matches("x", Optional.empty())
                .map(right -> right ? "yes" : "no")
                .onFailure(Refusal.class)
                .recoverWithItem("refused");
    }

    private String hash() {
        return passwords.hash("correct horse").await().indefinitely();
    }

    private boolean matches(String password, Optional<Person> person) {
        return passwords.matches(password, person).await().indefinitely();
    }
}
