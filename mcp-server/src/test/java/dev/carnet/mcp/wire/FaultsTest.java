package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a client meets when this replica can neither decide nor record: nothing runs, nothing is
/// answered as if it had, and everything is as before when the fault is over.
@QuarkusTest
@Timeout(90)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class FaultsTest {

    private final People people = People.fresh();
    private final McpClient client = people.client();

    @Test
    void refuses_with_503_while_it_cannot_follow_the_feed_and_recovers() {
        var wishes = "{'notifications':{'toolsListChanged':true}}";
        try (Stream<String> listening = client.call("subscriptions/listen", wishes).stream()) {
            var heard = listening.flatMap(McpClient::data).iterator();
            heard.next();
            people.world().write("REVOKE SELECT ON feed.change FROM carnet_mcp");
            try {
                refusesAndRunsNothing();
            } finally {
                people.world().write("GRANT SELECT ON feed.change TO carnet_mcp");
            }
            people.known(client);
            assertEquals(200, client.tool("change_tools", "{}").send().status());
            JsonNode changed = heard.next();
            assertEquals("notifications/tools/list_changed", changed.path("method").asText());
        }
    }

    private void refusesAndRunsNothing() {
        int runs = TestTable.RUNS.get();
        var refused = client.tool("change_tools", "{}").send();
        for (int i = 0; i < 500 && refused.status() != 503; i++) {
            AuditTrail.pause();
            runs = TestTable.RUNS.get();
            refused = client.tool("change_tools", "{}").send();
        }
        assertEquals(503, refused.status());
        assertEquals("1", refused.header("Retry-After"));
        assertEquals(runs, TestTable.RUNS.get());
        assertEquals(503, client.send("{}").status());
    }

    /// G21, G22, W6: no call without a row; no row, no call.
    @Test
    void runs_nothing_that_it_cannot_record() {
        people.world().write("REVOKE INSERT ON audit.entry FROM carnet_mcp");
        int runs = TestTable.RUNS.get();
        try {
            var refused = client.tool("echo", "{}").send();
            assertEquals(503, refused.status(), refused.toString());
            assertEquals(-31002, refused.error());
            assertEquals("1", refused.header("Retry-After"));
            assertEquals(503, client.tool("nothing", "{}").send().status());
            assertEquals(503, client.tool("echo", "{}").header("Mcp-Name", "x").send().status());
            assertEquals(200, client.call("server/discover", "{}").send().status());
            assertEquals(runs, TestTable.RUNS.get());
        } finally {
            people.world().write("GRANT INSERT ON audit.entry TO carnet_mcp");
        }
        for (int i = 0; i < 200 && client.tool("echo", "{}").send().status() != 200; i++) {
            AuditTrail.pause();
        }
        assertEquals(200, client.tool("echo", "{}").send().status());
        assertTrue(people.log().events("tool.call.end").size() >= 1);
    }
}
