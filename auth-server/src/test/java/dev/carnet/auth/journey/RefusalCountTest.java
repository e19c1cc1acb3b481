package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.Event;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/// Refusals of strangers cannot fill the log: they are counted per reason and second.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RefusalCountTest {

    private static final String ENTRIES =
            """
            SELECT convert_from(e.data, 'UTF8') FROM audit.entry e JOIN audit.log l USING (log_id)
            WHERE l.workspace_id = ? AND convert_from(e.data, 'UTF8') LIKE ?
            """;

    @Test
    void many_refusals_become_few_entries_with_a_count() {
        for (int i = 0; i < 30; i++) {
            new OAuthClient("cli_00000000000000000000").refresh("x").then().statusCode(401);
        }
        long end = System.nanoTime() + 20_000_000_000L;
        while (entries() == 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertTrue(entries() > 0 && entries() < 30, "entries: " + entries());
        assertEquals(
                0, Rows.strings(ENTRIES, Event.SYSTEM, "%\"call.refused\"%client_unknown%").size());
    }

    private static int entries() {
        return Rows.strings(ENTRIES, Event.SYSTEM, "%refusals.count%client_unknown%").size();
    }
}
