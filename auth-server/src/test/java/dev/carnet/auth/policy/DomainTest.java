package dev.carnet.auth.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {

    @ParameterizedTest
    @CsvSource({
        "claude.ai, claude.ai",
        "claude.ai, app.claude.ai",
        "claude.ai, a.b.CLAUDE.ai",
        "Claude.AI, claude.ai",
        "localhost, localhost",
        "xn--bcher-kva.example, www.xn--bcher-kva.example"
    })
    void covers_itself_and_what_lies_in_it(String domain, String host) {
        assertTrue(Domain.of(domain).orElseThrow().covers(host));
    }

    /// V28: hosts are compared label by label, so neither a suffix of characters nor a dot that
    /// means any character lets another host in.
    @ParameterizedTest
    @CsvSource({
        "claude.ai, notclaude.ai",
        "claude.ai, claude-ai",
        "claude.ai, claudexai",
        "claude.ai, claude.ai.example",
        "claude.ai, claude.ai.",
        "claude.ai, .claude.ai.",
        "claude.ai, ai",
        "claude.ai, xclaude.ai",
        "claude.ai, claude.ai@evil.example",
        "claude.ai, ''"
    })
    void covers_no_host_that_only_looks_like_it(String domain, String host) {
        assertFalse(Domain.of(domain).orElseThrow().covers(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*.claude.ai",
                ".claude.ai",
                "claude.ai.",
                "claude..ai",
                "https://claude.ai",
                "claude.ai:443",
                "claude.ai/path",
                "-a.example",
                "a-.example",
                "10.0.0.1",
                "b\u00fccher.example",
                "a b",
                "a\u0000b"
            })
    void is_no_pattern_no_address_and_no_url(String name) {
        assertEquals(Optional.empty(), Domain.of(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 254})
    void has_bounds(int length) {
        String name = "a".repeat(length);
        String labels = length < 100 ? name : "a.".repeat(length / 2 - 1) + "aa";
        assertEquals(Optional.empty(), Domain.of(labels));
    }
}
