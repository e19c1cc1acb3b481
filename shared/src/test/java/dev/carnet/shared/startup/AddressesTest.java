package dev.carnet.shared.startup;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    private static final String MCP = "http://127.0.0.1:8490/mcp";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://auth.example",
                "https://auth.example:8443/tenant",
                "http://127.0.0.1:8480",
                "http://127.1.2.3",
                "http://localhost:8480",
                "http://[::1]:8480"
            })
    void accepts_https_and_loopback(String issuer) {
        assertDoesNotThrow(() -> Addresses.check(issuer, MCP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://auth.example",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example",
                "http://0.0.0.0:8480",
                "http://10.0.0.1",
                "ftp://127.0.0.1",
                "127.0.0.1:8480",
                "//127.0.0.1",
                "",
                "not a url",
                "https://auth.example/",
                "https://Auth.example",
                "https://auth.example?x=1",
                "https://auth.example#x",
                "https://user@auth.example"
            })
    void refuses_anything_else_in_one_line(String bad) {
        for (var refusal :
                new RefusedToStart[] {
                    assertThrows(RefusedToStart.class, () -> Addresses.check(bad, MCP)),
                    assertThrows(
                            RefusedToStart.class,
                            () -> Addresses.check("http://127.0.0.1:8480", bad))
                }) {
            assertFalse(String.valueOf(refusal.getMessage()).contains("\n"));
        }
    }

    @Test
    void knows_the_origin_of_a_url() {
        assertEquals("http://127.0.0.1:8490", Addresses.origin(MCP));
        assertEquals("https://mcp.example", Addresses.origin("https://mcp.example/mcp"));
    }
}
