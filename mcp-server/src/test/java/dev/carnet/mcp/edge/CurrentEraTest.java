package dev.carnet.mcp.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.Client;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class CurrentEraTest {

    private final World world = World.current();
    private Client client = Client.of(world.mcpUrl());

    @BeforeEach
    void signIn() {
        String workspace = world.workspace();
        String owner = world.member(workspace, Role.OWNER);
        client = Client.of(world.mcpUrl()).bearer(world.token(world.claims(workspace, owner)));
        // The feed tells the service within a poll.
        for (int i = 0;
                i < 40 && client.call("server/discover", "{}").send().status() == 401;
                i++) {
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException end) {
            throw new IllegalStateException(end);
        }
    }

    @Test
    void tells_what_it_is_and_can() {
        var answer = client.call("server/discover", "{}").send();
        assertEquals(200, answer.status(), answer.toString());
        assertEquals("2026-07-28", answer.result().path("supportedVersions").path(0).asText());
        assertEquals("complete", answer.result().path("resultType").asText());
        assertTrue(answer.result().path("capabilities").has("tools"));
    }

    @Test
    void runs_a_tool_and_gives_a_receipt() {
        var answer = client.tool("whoami", "{}").send();
        assertEquals(200, answer.status(), answer.toString());
        assertEquals("owner", answer.result().path("structuredContent").path("role").asText());
        assertTrue(
                answer.result().path("_meta").path("dev.carnet/receipt").path("seq").asLong() > 1);
    }
}
