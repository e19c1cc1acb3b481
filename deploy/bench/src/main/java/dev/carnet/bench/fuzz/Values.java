package dev.carnet.bench.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/// Values that have hurt somebody, and some that never hurt anybody.
final class Values {

    private static final List<String> HOSTILE =
            List.of(
                    "",
                    " ",
                    "null",
                    "0",
                    "-1",
                    "true",
                    "[]",
                    "{}",
                    "99999999999999999999",
                    "<script>fuzz</script>",
                    "\"><img src=fuzz onerror=alert(1)>",
                    "'><svg/onload=fuzz>",
                    "\" autofocus onfocus=\"fuzz",
                    "{#if true}fuzz{/if}",
                    "${7*7}{{7*7}}#{7*7}",
                    "a\r\nX-Fuzz: 1\r\n\r\n",
                    "a\nSet-Cookie: fuzz=1",
                    "%0d%0aX-Fuzz:%201",
                    "'; DROP TABLE auth.client; --",
                    "' OR '1'='1",
                    "\\u0000",
                    "\u0000",
                    "\ud800",
                    "\u202e\u2066fuzz",
                    "𝒇𝒖𝒛𝒛",
                    "../../../../etc/passwd",
                    "..%2f..%2f",
                    "//evil.example",
                    "/\\evil.example",
                    "javascript:alert(1)",
                    "data:text/html,<script>fuzz</script>",
                    "https://evil.example/",
                    "http://169.254.169.254/latest/meta-data/",
                    "http://127.0.0.1:1/",
                    "file:///etc/passwd",
                    "http://[::1",
                    "https://a@b:c@d/",
                    "urn:ietf:params:oauth:request_uri:fuzz",
                    "eyJhbGciOiJub25lIn0.e30.",
                    "eyJhbGciOiJIUzI1NiIsImtpZCI6InNpZ18xIn0.eyJzdWIiOiJhIn0.AAAA",
                    "a.b.c",
                    "...",
                    "carnet_rt_fuzz",
                    "carnet_ac_fuzz",
                    "carnet:read carnet:operate",
                    "openid profile",
                    "none",
                    "plain",
                    "(?:a+)+$",
                    "%",
                    "%zz",
                    "%u0041",
                    "+",
                    "&",
                    "=",
                    "a&b=c");

    /// What APIs like ours are used to hear.
    private static final List<String> WORDS =
            List.of(
                    "a",
                    "fuzz",
                    "fuzz-1",
                    "Fuzz",
                    "read",
                    "write",
                    "destructive",
                    "carnet:read",
                    "carnet:write",
                    "personal",
                    "workspace",
                    "owner",
                    "admin",
                    "member",
                    "viewer",
                    "active",
                    "suspended",
                    "enforced",
                    "logged",
                    "standard",
                    "none",
                    "flag",
                    "block",
                    "revoke",
                    "http",
                    "sse",
                    "streamable_http",
                    "openapi",
                    "key",
                    "oauth",
                    "person_key",
                    "carnet_assertion",
                    "tool",
                    "prompt",
                    "resource",
                    "agent",
                    "client",
                    "grant",
                    "passport",
                    "session",
                    "role",
                    "person",
                    "approve",
                    "reject",
                    "allow",
                    "deny",
                    "confirm",
                    "true",
                    "eq",
                    "in",
                    "matches",
                    "starts_with",
                    "body.a",
                    "url.path",
                    "id-jag",
                    "workload",
                    "others",
                    "sanctioned",
                    "RS256",
                    "ES256",
                    "GET",
                    "POST",
                    "/",
                    "*",
                    "0",
                    "1",
                    "60",
                    "2026-01-01T00:00:00Z",
                    "127.0.0.1",
                    "10.0.0.0/8",
                    "a@example.com",
                    "http://127.0.0.1:9/mcp",
                    "https://example.com/",
                    "Authorization",
                    "args.a == 1",
                    "size(args) > 0",
                    "whoami",
                    "critical",
                    "warning",
                    "info",
                    "en");

    private static final int LONG = 40_000;

    private final SplittableRandom random;

    Values(SplittableRandom random) {
        this.random = random;
    }

    /// A value for a parameter.
    ///
    /// @param usual what it usually is
    String next(String usual) {
        return switch (random.nextInt(8)) {
            case 0 -> usual + hostile();
            case 1 -> cut(usual);
            case 2 -> hostile().repeat(1 + random.nextInt(20));
            case 3 -> noise(random.nextInt(64));
            case 4 -> random.nextInt(20) == 0 ? "a".repeat(random.nextInt(LONG)) : hostile();
            case 5 -> flipped(usual);
            default -> hostile();
        };
    }

    /// A word that may be right.
    String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    /// One of the list.
    String hostile() {
        return HOSTILE.get(random.nextInt(HOSTILE.size()));
    }

    /// Any characters at all.
    String noise(int length) {
        var noise = new StringBuilder();
        for (int i = 0; i < length; i++) {
            noise.append(
                    (char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65_536)));
        }
        return noise.toString();
    }

    private String cut(String text) {
        return text.substring(0, random.nextInt(text.length() + 1));
    }

    private String flipped(String text) {
        if (text.isEmpty()) {
            return "x";
        }
        int at = random.nextInt(text.length());
        char other = (char) (text.charAt(at) ^ (1 << random.nextInt(7)));
        return text.substring(0, at) + other + text.substring(at + 1);
    }
}
