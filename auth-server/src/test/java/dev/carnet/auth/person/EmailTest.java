package dev.carnet.auth.person;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailTest {

    @Test
    void has_one_spelling() {
        assertEquals(
                Optional.of(new Email("ann.b+c@example.com")), Email.of(" Ann.B+c@Example.COM "));
        assertTrue(Email.of("owner@localhost").isPresent());
    }

    /// V56: nothing two programs could read differently.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "@example.com",
                "ann@",
                "a@b@example.com",
                "a\"@\"b@example.com",
                "ann@exämple.com",
                "änn@example.com",
                "a nn@example.com",
                "ann@example.com\nx",
                "ann@example.com.",
                "ann@-example.com",
                "<ann@example.com>",
                "ann@exa mple.com",
            })
    void refuses_everything_else(String text) {
        assertTrue(Email.of(text).isEmpty());
    }

    @Test
    void is_bounded() {
        assertTrue(Email.of("a".repeat(65) + "@example.com").isEmpty());
        assertTrue(Email.of("a@" + "b".repeat(300)).isEmpty());
    }
}
