package dev.carnet.auth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUriTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com/callback",
                "https://app.example.com:8443/callback?tenant=1",
                "https://vscode.dev/redirect",
                "http://localhost/callback",
                "http://localhost:3118/callback",
                "http://127.0.0.1:33418/",
                "http://127.0.0.1:33418",
                "http://127.255.0.9/cb",
                "http://[::1]:8080/cb",
                "cursor://anysphere.cursor-mcp/oauth/callback",
                "vscode-insiders://vscode.github-authentication/did-authenticate",
                "com.example.app:/oauth",
                "https://xn--bcher-kva.example/cb",
            })
    void accepts_what_real_clients_register(String uri) {
        assertTrue(RedirectUri.of(uri).isPresent());
    }

    /// V9, V26, V46, V47 and RFC 9700 §4.1.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost.evil.example/",
                "http://127.0.0.1.evil/",
                "http://127.0.0.1.evil.example/",
                "http://localhost@evil/",
                "http://localhost:80@evil/",
                "http://0x7f.1/",
                "http://127.1/",
                "http://2130706433/",
                "http://0177.0.0.1/",
                "http://127.0.0.01/",
                "http://127.0.0.256/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::]/",
                "http://localhost./",
                "http://LOCALHOST/",
                "http://app.example.com/callback",
                "https://user@app.example.com/",
                "https://user:1@app.example.com/",
                "https://app.example.com./",
                "https://*.example.com/",
                "https://app.example.com/#fragment",
                "https://app.example.com/a/../b",
                "https://app.example.com/a/%2e%2e/b",
                "https://app.example.com/a/.%2E",
                "https://app.example.com/a\\b",
                "https://app.example.com/ b",
                "https://app.example.com/%zz",
                "https://app.example.com:0/",
                "https://app.example.com:999999/",
                "https://bücher.example/",
                "https:app.example.com",
                "https:///path",
                "https://",
                "HTTPS://app.example.com/",
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "blob:https://a/1",
                "vbscript:x",
                "ftp://app.example.com/",
                "myapp://callback",
                "cursor:",
                "/callback",
                "callback",
                "",
            })
    void refuses_everything_else(String uri) {
        assertTrue(RedirectUri.of(uri).isEmpty());
    }

    @Test
    void refuses_an_overlong_uri() {
        assertTrue(RedirectUri.of("https://app.example.com/" + "a".repeat(2_000)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/callback, http://localhost:3118/callback",
        "http://127.0.0.1/callback, http://127.0.0.1:60005/callback",
        "http://127.0.0.1:33418/, http://127.0.0.1:60005/",
        "http://127.0.0.1:1455/auth, http://localhost:1455/auth",
        "http://localhost:1/cb?x=1, http://[::1]:2/cb?x=1",
        "https://app.example.com/cb, https://app.example.com/cb",
        "cursor://a/b, cursor://a/b",
    })
    void a_loopback_port_and_spelling_do_not_count(String registered, String used) {
        assertTrue(matches(registered, used));
    }

    /// V7, RFC 9700 §2.1, §4.1: a string is a string.
    @ParameterizedTest
    @CsvSource({
        "https://app.example.com/cb, https://app.example.com:8443/cb",
        "https://app.example.com/cb, https://app.example.com/cb/",
        "https://app.example.com/cb, https://app.example.com/cb/sub",
        "https://app.example.com/cb, https://app.example.com/CB",
        "https://app.example.com/cb, https://app.example.com/cb?x=1",
        "https://app.example.com/cb, https://app.example.com/c%62",
        "https://app.example.com/cb, https://sub.app.example.com/cb",
        "https://app.example.com/cb, https://app.example.com.evil/cb",
        "https://app.example.com/cb, https://appxexample.com/cb",
        "https://app.example.com/cb, http://localhost/cb",
        "https://localhost/cb, https://localhost:8443/cb",
        "http://localhost/cb, http://localhost/cb2",
        "http://localhost/cb, http://localhost/cb?x=1",
        "http://localhost/cb, https://localhost/cb",
        "http://localhost, http://localhost/",
        "cursor://a/b, cursor://a/b/",
        "cursor://a/b, cursor://a:1/b",
    })
    void nothing_else_is_fuzzy(String registered, String used) {
        assertFalse(matches(registered, used));
    }

    /// V7: the matcher against a second reading of the same rule, over URIs made of parts that
    /// attackers combine.
    @Test
    void agrees_with_a_reference_on_random_pairs() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int matched = 0;
        for (int i = 0; i < 200_000; i++) {
            String registered = randomUri(random);
            String used = random.nextInt(4) == 0 ? registered : randomUri(random);
            boolean expected = reference(registered, used);
            assertEquals(
                    expected, matches(registered, used), seed + ": " + registered + " " + used);
            matched += expected ? 1 : 0;
        }
        assertTrue(matched > 1_000, "the pairs must not all differ, seed " + seed);
    }

    private static boolean matches(String registered, String used) {
        return RedirectUri.of(used).stream()
                .anyMatch(uri -> RedirectUri.of(registered).stream().anyMatch(uri::matches));
    }

    private static String randomUri(Random random) {
        return pick(random, "http", "http", "https", "javascript", "cursor", "myapp")
                + pick(random, "://", "://", "://", "://", ":")
                + pick(random, "", "", "", "", "user@", "localhost@", "localhost:1@")
                + pick(random, "localhost", "127.0.0.1", "[::1]", "app.example", "evil.example")
                + pick(random, "", "", "", "", ".evil", ".")
                + pick(random, "", "", ":1", ":8080", ":0")
                + pick(random, "", "/", "/cb", "/cb/", "/CB", "/../cb", "/%2e%2e/cb")
                + pick(random, "", "", "", "?x=1", "#f", "\\");
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static boolean reference(String registered, String used) {
        if (!acceptable(registered) || !acceptable(used)) {
            return false;
        }
        return registered.equals(used)
                || (loopback(registered)
                        && loopback(used)
                        && pathAndQuery(registered).equals(pathAndQuery(used)));
    }

    private static boolean acceptable(String text) {
        if (text.startsWith("cursor:")) {
            return !text.contains("#") && !text.contains("\\");
        }
        try {
            var uri = new URI(text);
            if (uri.getRawFragment() != null || uri.isOpaque()) {
                return false;
            }
            return switch (uri.getScheme()) {
                case "http" -> loopback(text) && plain(uri);
                case "https" -> uri.getHost() != null && plain(uri);
                default -> false;
            };
        } catch (URISyntaxException unreadable) {
            return false;
        }
    }

    private static boolean plain(URI uri) {
        return uri.getRawUserInfo() == null
                && uri.getPort() != 0
                && !uri.getHost().endsWith(".")
                && List.of(uri.getPath().split("/", -1)).stream()
                        .noneMatch(segment -> segment.equals(".."));
    }

    private static boolean loopback(String text) {
        return text.startsWith("http://")
                && List.of("localhost", "127.0.0.1", "[::1]")
                        .contains(String.valueOf(URI.create(text).getHost()));
    }

    private static String pathAndQuery(String text) {
        URI uri = URI.create(text);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }
}
