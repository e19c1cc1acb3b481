package dev.carnet.auth.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsetPlaceTest {

    private static final String MCP = "https://mcp.example/mcp";
    private final Resources resources =
            new Resources(
                    MCP,
                    "https://auth.example/api/v1",
                    "https://mcp.example/api/v1",
                    List.of(),
                    true);

    @Test
    void a_toolset_is_a_resource_below_the_endpoint() {
        String toolset = MCP + "/ws_1/letters";
        assertEquals(toolset, resources.find(toolset));
        assertEquals(toolset, resources.find("HTTPS://MCP.example/mcp/ws_1/letters/"));
        assertEquals("ws_1", ToolsetPlace.of(toolset).orElseThrow().workspace());
    }

    /// G16: nothing that only looks like a resource of this server is one.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mcp.example/mcp/ws_1",
                "https://mcp.example/mcp/ws_1/letters/more",
                "https://mcp.example/mcp/letters",
                "https://mcp.example/mcp/ws_1/Letters",
                "https://mcp.example/mcp/ws_1/../letters",
                "https://mcp.example/mcp/ws_1/letters?x=1",
                "https://mcp.example/mcp/ws_1/letters#x",
                "https://mcp.example/other/ws_1/letters",
                "https://mcp.example.evil/mcp/ws_1/letters",
                "https://mcp.example/mcpx/ws_1/letters",
                "https://mcp.example/mcp/ws_1/-letters"
            })
    void anything_else_is_not(String named) {
        assertThrows(Refusal.class, () -> resources.find(named));
    }

    @Test
    void a_client_of_the_endpoint_reaches_its_toolsets_and_not_the_reverse() {
        String toolset = MCP + "/ws_1/letters";
        assertTrue(resources.reaches(List.of(MCP), toolset));
        assertTrue(resources.reaches(List.of(toolset), toolset));
        assertFalse(resources.reaches(List.of(toolset), MCP));
        assertFalse(resources.reaches(List.of(toolset), MCP + "/ws_1/talk"));
        assertFalse(resources.reaches(List.of(resources.authApi()), toolset));
    }
}
