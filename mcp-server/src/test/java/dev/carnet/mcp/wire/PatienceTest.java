package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How long a client is waited for. All at once, because each takes its time.
@QuarkusTest
@Tag("long")
@Timeout(90)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class PatienceTest {

    private final People people = People.fresh();
    private final McpClient client = people.client();

    @Test
    void keeps_a_silent_stream_alive_and_gives_up_on_who_neither_sends_nor_reads() {
        var wishes = "{'notifications':{'toolsListChanged':true}}";
        try (RawHttp sends = RawHttp.open(people.world().mcpUrl());
                RawHttp reads = RawHttp.open(people.world().mcpUrl());
                Stream<String> listening = client.call("subscriptions/listen", wishes).stream()) {
            sends.begin("POST", "/mcp", 1_000, headers("echo"));
            var loud = client.tool("loud", "{}").meta("progressToken", "p");
            reads.send("POST", "/mcp", loud.body(), headers("loud"));
            assertEquals(408, sends.status());
            assertTrue(listening.anyMatch(line -> line.equals(":")), "a comment");
            people.log().await("tool.call.end", event -> event.path("out").asText().equals("ok"));
            assertThrows(IllegalStateException.class, () -> readSlowly(reads));
        }
    }

    /// Takes nothing until the server must have given up, and then the rest.
    private static void readSlowly(RawHttp reads) throws InterruptedException {
        Thread.sleep(12_000);
        while (!reads.line().equals("0")) {
            Thread.onSpinWait();
        }
    }

    private String[] headers(String tool) {
        return new String[] {
            "Authorization: Bearer " + people.world().token(people.claims()),
            "Content-Type: application/json",
            "MCP-Protocol-Version: 2026-07-28",
            "Mcp-Method: tools/call",
            "Mcp-Name: " + tool
        };
    }
}
