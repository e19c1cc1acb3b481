package dev.carnet.mcp.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.carnet.shared.rest.Problem.FieldError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditQueryTest {

    @Test
    void every_filter_reaches_its_column() {
        var query =
                AuditQuery.read(
                        "ws_1",
                        Map.of(
                                "actor",
                                "prs_1",
                                "client",
                                "cli_1",
                                "agent",
                                "agt_1",
                                "passport",
                                "psp_1",
                                "key",
                                "key_1",
                                "tool",
                                "whoami",
                                "outcome",
                                "ok",
                                "act",
                                "tool.call.end",
                                "from",
                                "2026-11-20T11:00:00+01:00",
                                "limit",
                                "7"));
        var filter = query.filter();
        assertEquals(Optional.of("prs_1"), filter.actor());
        assertEquals(Optional.of("cli_1"), filter.client());
        assertEquals(Optional.of("agt_1"), filter.agent());
        assertEquals(Optional.of("psp_1"), filter.passport());
        assertEquals(Optional.of("key_1"), filter.key());
        assertEquals(Optional.of("whoami"), filter.tool());
        assertEquals(Optional.of("ok"), filter.outcome());
        assertEquals(Optional.of("tool.call.end"), filter.act());
        assertEquals(Optional.of(Instant.parse("2026-11-20T10:00:00Z")), filter.from());
        assertEquals(Optional.empty(), filter.to());
        assertEquals(7, query.limit());
    }

    @Test
    void the_list_is_named_by_workspace_and_filters_and_not_by_the_page() {
        String name = AuditQuery.read("ws_1", Map.of("tool", "whoami")).name();
        assertEquals(
                name,
                AuditQuery.read("ws_1", Map.of("tool", "whoami", "limit", "3", "cursor", "c"))
                        .name());
        assertNotEquals(name, AuditQuery.read("ws_2", Map.of("tool", "whoami")).name());
        assertNotEquals(name, AuditQuery.read("ws_1", Map.of("tool", "revoke")).name());
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0",
        "limit, 101",
        "limit, ten",
        "limit, -1",
        "from, yesterday",
        "to, 2026-11-20",
        "tool, ''",
        "workspace, ws_2",
        "sub, prs_1"
    })
    void names_the_parameter_that_cannot_be_read(String name, String value) {
        List<FieldError> problems = AuditQuery.problems(Map.of(name, value));
        assertEquals(List.of(name), problems.stream().map(FieldError::pointer).toList());
    }
}
