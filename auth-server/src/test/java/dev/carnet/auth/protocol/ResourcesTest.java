package dev.carnet.auth.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {

    private final Resources resources = resources(true);

    private static Resources resources(boolean byOrigin) {
        return new Resources(
                "http://127.0.0.1:8490/mcp",
                "http://127.0.0.1:8480/api/v1",
                "http://127.0.0.1:8490/api/v1",
                List.of("https://orders.example/api"),
                byOrigin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource=http://127.0.0.1:8490/mcp",
                "resource=http://127.0.0.1:8490/mcp/",
                "resource=HTTP://127.0.0.1:8490/mcp",
                "resource=http://127.0.0.1:8490/mcp&resource=HTTP://127.0.0.1:8490/mcp/",
                "resource=http://127.0.0.1:8490",
                "resource=HTTP://127.0.0.1:8490/",
                "resource=http://127.0.0.1:8490&resource=http://127.0.0.1:8490/mcp",
                "resource=",
                "",
            })
    void finds_the_endpoint_however_it_is_written(String query) {
        assertEquals(resources.mcp(), resources.named(Parameters.parse(query)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource=http://127.0.0.1:8480",
                "resource=http://127.0.0.1:8490//",
                "resource=http://127.0.0.1",
                "resource=http://127.0.0.1:8490@evil.example",
                "resource=http://127.0.0.1:8490.evil.example/",
                "resource=http://127.0.0.1:8490/MCP",
                "resource=http://127.0.0.1:8490/mcp//",
                "resource=http://127.0.0.1:8490/mcp%23x",
                "resource=http://127.0.0.1:8490/mcp?x=1",
                "resource=http://evil.example/mcp",
                "resource=mcp",
                "resource=http://127.0.0.1:8490/mcp&resource=http://127.0.0.1:8480/api/v1",
            })
    void anything_else_is_an_invalid_target(String query) {
        var refusal = assertThrows(Refusal.class, () -> resources.named(Parameters.parse(query)));
        assertEquals(ErrorCode.INVALID_TARGET, refusal.code());
    }

    @Test
    void knows_the_rest_apis_too() {
        assertEquals(resources.authApi(), resources.find("http://127.0.0.1:8480/api/v1/"));
        assertEquals(resources.mcpApi(), resources.find("http://127.0.0.1:8490/api/v1"));
    }

    /// V62: with the switch off an origin is no resource.
    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8490", "http://127.0.0.1:8490/"})
    void an_origin_is_an_invalid_target_when_that_is_wanted(String origin) {
        Parameters request = Parameters.parse("resource=" + origin);
        assertEquals(resources.mcp(), resources(true).named(request));
        var refusal = assertThrows(Refusal.class, () -> resources(false).named(request));
        assertEquals(ErrorCode.INVALID_TARGET, refusal.code());
    }

    /// A6: a resource server of others has tokens of its own.
    @Test
    void knows_resource_servers_of_others() {
        assertEquals("https://orders.example/api", resources.find("HTTPS://orders.example/api/"));
        assertEquals(Optional.empty(), resources.known("https://orders.example/other"));
        assertEquals(4, resources.all().size());
    }
}
