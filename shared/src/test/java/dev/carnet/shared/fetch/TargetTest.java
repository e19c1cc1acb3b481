package dev.carnet.shared.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.startup.RefusedToStart;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    private static final FetchRules DEVELOPMENT = FetchRules.of(List.of(), List.of(), true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://claude.ai/oauth/claude-code-client-metadata",
                "https://vscode.dev/oauth/client-metadata.json",
                "https://chatgpt.com/oauth/a1-b2_c3/client.json?v=1",
                "https://xn--bcher-kva.example/client",
                "https://example.com",
                "https://example.com:443/x",
                "https://93.184.216.34/x",
                "https://[2606:4700::6810:85e5]/x",
                "https://example.com/a..b/.well-known/x"
            })
    void takes_plain_https(String url) {
        assertEquals(Optional.of(url), Target.of(url, FetchRules.STRICT).map(Target::text));
    }

    /// V9, V12, V28: nothing that two programs could read as two hosts, or that is not https.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://",
                "https:///x",
                "http://example.com/x",
                "HTTPS://example.com/x",
                "ftp://example.com/x",
                "file:///etc/passwd",
                "gopher://example.com/",
                "data:text/plain,x",
                "javascript:alert(1)",
                "//example.com/x",
                "https:example.com",
                "https://user@example.com/x",
                "https://user:password@example.com/x",
                "https://localhost@evil.example/x",
                "https://example.com/x#fragment",
                "https://example.com:8443/x",
                "https://example.com:0/x",
                "https://example.com:/x",
                "https://example.com:0443/x",
                "https://example.com:99999/x",
                "https://example.com:22/x",
                "https://EXAMPLE.com/x",
                "https://example.com./x",
                "https://.example.com/x",
                "https://exa mple.com/x",
                "https://exa_mple.com/x",
                "https://-example.com/x",
                "https://example..com/x",
                "https://b\u00fccher.example/x",
                "https://example\u3002com/x",
                "https://exam%70le.com/x",
                "https://example.com\\@evil.example/x",
                "https://example.com/a/../b",
                "https://example.com/./b",
                "https://example.com/a/%2e%2E/b",
                "https://example.com/a/.%2e",
                "https://example.com/[a]",
                "https://example.com/a?b[]=c",
                "https://example.com/a%2",
                "https://example.com/a%zz",
                "https://example.com/\r\nHost: evil.example",
                "https://example.com/\u0000",
                "https://2130706433/x",
                "https://127.1/x",
                "https://0x7f.1/x",
                "https://0x7f000001/x",
                "https://0177.0.0.1/x",
                "https://127.0.0.01/x",
                "https://256.0.0.1/x",
                "https://1.2.3/x",
                "https://[::1/x",
                "https://[]/x",
                "https://[::ffff:127.0.0.1]/x",
                "https://[::ffff:8.8.8.8]/x",
                "https://[fe80::1%25eth0]/x",
                "https://[example.com]/x",
                "https://[::1]example.com/x"
            })
    void refuses_every_other_url(String url) {
        assertEquals(Optional.empty(), Target.of(url, FetchRules.STRICT));
    }

    @Test
    void refuses_what_is_too_long() {
        String label = "a".repeat(64);
        assertTrue(Target.of("https://" + label + ".example/", FetchRules.STRICT).isEmpty());
        String host = "a.".repeat(126) + "example";
        assertTrue(Target.of("https://" + host + "/", FetchRules.STRICT).isEmpty());
        String path = "a".repeat(2_000);
        assertTrue(Target.of("https://example.com/" + path, FetchRules.STRICT).isEmpty());
    }

    @Test
    void takes_the_url_apart() {
        var rules = FetchRules.of(List.of(8443), List.of(), false);
        Target target = Target.of("https://example.com:8443?q=/../x", rules).orElseThrow();
        assertEquals("example.com", target.host());
        assertEquals(8443, target.port());
        assertEquals("/?q=/../x", target.pathAndQuery());
        assertEquals("/", target.path());
        assertEquals("https://example.com:8443", target.origin());
    }

    /// V9: the development switch is about loopback in its plain spellings and nothing else.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost.evil.example/x",
                "http://127.0.0.1.evil/x",
                "http://localhost@evil/x",
                "http://0x7f.1/x",
                "http://[::ffff:127.0.0.1]/x",
                "http://10.0.0.1/x",
                "http://example.com/x"
            })
    void development_means_loopback_only(String url) {
        assertEquals(Optional.empty(), Target.of(url, DEVELOPMENT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/client.json",
                "http://127.0.0.1/client.json",
                "http://[::1]:3000/client.json"
            })
    void development_takes_loopback_and_nobody_else_does(String url) {
        assertTrue(Target.of(url, DEVELOPMENT).isPresent());
        assertTrue(Target.of(url, FetchRules.STRICT).isEmpty());
    }

    /// V28: an operator names whole hosts, in their one spelling.
    @ParameterizedTest
    @ValueSource(strings = {"*.example.com", "IdP.example.com", "idp.example.com/x", "127.1", ""})
    void an_operator_names_whole_hosts(String host) {
        assertThrows(RefusedToStart.class, () -> FetchRules.of(List.of(), List.of(host), false));
    }

    @Test
    void an_operator_names_ports() {
        assertThrows(RefusedToStart.class, () -> FetchRules.of(List.of(0), List.of(), false));
        assertThrows(RefusedToStart.class, () -> FetchRules.of(List.of(70_000), List.of(), false));
        assertThrows(RefusedToStart.class, () -> FetchRules.STRICT.withPerMinute(0));
    }
}
