package dev.carnet.mcp.caller;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

    private final Hosts local =
            new Hosts(
                    URI.create("http://127.0.0.1:8490/mcp"),
                    "127.0.0.1",
                    8491,
                    List.of("tunnel.example", "proxy.example:9000"),
                    List.of("https://inspector.example", "http://localhost:6274"));
    private final Hosts published =
            new Hosts(URI.create("https://mcp.example/mcp"), "0.0.0.0", 8490, List.of(), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8490",
                "127.0.0.1:8491",
                "localhost:8491",
                "LOCALHOST:8491",
                "[::1]:8491",
                "tunnel.example",
                "tunnel.example:1",
                "proxy.example:9000"
            })
    void answers_to_its_own_names(String host) {
        assertTrue(local.knowsHost(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost:8492",
                "localhost",
                "127.0.0.1",
                "proxy.example",
                "proxy.example:9001",
                "localhost.:8491",
                "localhost@evil.example:8491",
                "localhost:8491@evil.example",
                "evil.localhost:8491",
                "localhost.evil.example:8491",
                "127.0.0.1.evil.example:8490",
                "0x7f.1:8490",
                "127.1:8490",
                "[::ffff:127.0.0.1]:8490",
                "localhost:8491,evil.example",
                "localhost:8491 ",
                "localhost:084910"
            })
    void answers_to_no_other_name(String host) {
        assertFalse(local.knowsHost(host));
    }

    @Test
    void takes_the_port_of_the_scheme_when_none_is_written() {
        assertTrue(published.knowsHost("mcp.example"));
        assertTrue(published.knowsHost("mcp.example:443"));
        assertFalse(published.knowsHost("mcp.example:80"));
        assertFalse(published.knowsHost("127.0.0.1:8490"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8490",
                "http://localhost:8491",
                "https://inspector.example",
                "https://inspector.example:443",
                "http://localhost:6274"
            })
    void lets_pages_of_its_own_and_of_the_named_origins_call(String origin) {
        assertTrue(local.knowsOrigin(origin));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "http://localhost.evil.example",
                "http://localhost:6275",
                "https://localhost:6274",
                "http://inspector.example",
                "http://evil.example",
                "http://localhost:6274/",
                "http://localhost:6274@evil.example",
                "localhost:6274",
                "HTTP://localhost:6274",
                "http://localhost:6274#x",
                "file://localhost:6274",
                "https://tunnel.example"
            })
    void lets_no_other_page_call(String origin) {
        assertFalse(local.knowsOrigin(origin));
    }
}
