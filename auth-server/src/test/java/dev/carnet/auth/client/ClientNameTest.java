package dev.carnet.auth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a stranger calls itself ends up on a page.
class ClientNameTest {

    /// V51, V52: no markup, no control characters, no bidirectional override.
    @ParameterizedTest
    @CsvSource({
        "Claude Code, Claude Code",
        "'  MCP   CLI\tProxy ', MCP CLI Proxy",
        "'<script>alert(1)</script>', scriptalert(1)/script",
        "'\"onclick=\"x', onclick=x",
        "Bob's & Ann's client, Bob's & Ann's client",
        "Bücher-Büro 書, Bücher-Büro 書",
    })
    void keeps_a_plain_name(String claimed, String shown) {
        assertEquals(shown, ClientName.clean(claimed, "fallback"));
    }

    @Test
    void drops_what_turns_text_around_or_hides() {
        assertEquals("abc", ClientName.clean("\u202ea\u2066b\u200b\u0000c\u0007", "fallback"));
        assertEquals("a b", ClientName.clean("a\nb\u2028\ud800", "fallback"));
    }

    @Test
    void is_bounded_and_never_empty() {
        assertTrue(ClientName.clean("😀".repeat(5_000), "x").codePointCount(0, 160) <= 80);
        assertEquals("fallback", ClientName.clean(" \u202e<>", "fallback"));
    }
}
