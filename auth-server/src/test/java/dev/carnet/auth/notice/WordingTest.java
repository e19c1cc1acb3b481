package dev.carnet.auth.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordingTest {

    private static String event(String severity, String message) {
        return """
        {"type":"security_event","event":{"id":"sev_1","kind":"burst","severity":"%s",
         "message":"%s","agent":"agt_1","created_at":"2026-01-02T03:04:05Z",
         "url":"https://mcp.example/api/v1/security-events/sev_1"}}\
        """
                .formatted(severity, message);
    }

    @Test
    void one_event_stands_in_the_subject() {
        var wording = Wording.of("Acme", List.of(event("critical", "Too many calls")));
        assertEquals("Carnet, Acme: critical: burst", wording.subject());
        assertTrue(wording.text().contains("CRITICAL: Too many calls (burst)"), wording.text());
        assertTrue(wording.text().contains("agent agt_1"));
        assertTrue(wording.text().contains("https://mcp.example/api/v1/security-events/sev_1"));
    }

    @Test
    void the_worst_comes_first_and_what_is_too_much_is_a_number() {
        List<String> many =
                Stream.concat(
                                IntStream.range(0, 30).mapToObj(i -> event("info", "Small")),
                                Stream.of(event("critical", "Large")))
                        .toList();
        var wording = Wording.of("Acme", many);
        assertEquals("Carnet, Acme: 31 notices", wording.subject());
        assertTrue(wording.text().indexOf("Large") < wording.text().indexOf("Small"));
        assertEquals(20, wording.text().split("burst", -1).length - 1);
        assertTrue(wording.text().contains("and 11 more."));
    }

    @Test
    void a_message_cannot_make_lines_or_headers_of_its_own() {
        var wording =
                Wording.of("Acme\r\nBcc: a@b.c", List.of(event("info", "a\\r\\nBcc: d\\u202ee")));
        assertTrue(wording.subject().lines().count() == 1 && !wording.subject().contains("\r"));
        assertFalse(wording.text().contains("\r"));
        assertFalse(wording.text().contains("\u202e"));
        assertTrue(wording.text().contains("a‹U+000D› Bcc: d‹U+202E›e"), wording.text());
    }

    /// J6: a letter about a server says what became of it.
    @Test
    void a_server_is_failing_or_back_or_rejected() {
        String health =
                """
                {"type":"server.%s","health":{"slug":"pets","was":"%s","status":"%s",
                 "changed_at":"2026-01-02T03:04:05Z"}}\
                """;
        String rejected =
                """
                {"type":"server.rejected","rejection":{"slug":"jira",
                 "url":"https://auth.example/servers/srv_1"}}\
                """;
        var one = Wording.of("Acme", List.of(health.formatted("failing", "ok", "tls")));
        assertEquals("Carnet, Acme: the server pets is failing", one.subject());
        assertTrue(one.text().contains("tls, was ok"), one.text());
        var more = Wording.of("Acme", List.of(health.formatted("ok", "tls", "ok"), rejected));
        assertTrue(more.text().contains("the server pets is back"), more.text());
        assertTrue(more.text().contains("the server jira is rejected"), more.text());
        assertTrue(more.text().contains("https://auth.example/servers/srv_1"), more.text());
        assertFalse(more.text().contains("This is a test."), more.text());
    }

    @Test
    void a_gate_and_a_test_are_called_what_they_are() {
        String gate =
                """
                {"type":"gate.waiting","gate":{"tool":"bank__pay","state":"waiting",
                 "url":"https://auth.example/approvals/gat_1"}}\
                """;
        var wording = Wording.of("Acme", List.of("{\"type\":\"destination.test\"}", gate));
        assertTrue(wording.text().contains("a call of bank__pay is waiting"), wording.text());
        assertTrue(wording.text().contains("This is a test."));
    }
}
