package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.Neighbour;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who gets in.
@QuarkusTest
@Timeout(60)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class DoorTest {

    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    private final World world = World.current();
    private final String url = world.mcpUrl();
    private final String origin = url.substring(0, url.length() - "/mcp".length());
    private final McpClient stranger = McpClient.of(url);

    @Test
    void challenges_who_comes_without_a_credential_before_anything_else() {
        for (String method : List.of("POST", "GET", "DELETE", "PUT")) {
            var answer = stranger.send(method, method.equals("POST") ? PING : "");
            assertEquals(401, answer.status(), method);
            assertEquals(
                    "Bearer resource_metadata=\""
                            + origin
                            + "/.well-known/oauth-protected-resource/mcp\", scope=\"carnet:read\""
                            + ", DPoP algs=\"ES256 PS256 EdDSA Ed25519\"",
                    answer.header("WWW-Authenticate"));
        }
    }

    @Test
    void challenges_a_bad_token_with_an_error_and_answers_whatever_the_request_is() {
        var liar = stranger.bearer("eyJhbGciOiJub25lIn0.e30.");
        var asked =
                List.of(
                        liar.send("POST", "[" + PING + "]"),
                        liar.send("GET", ""),
                        liar.send("POST", "nonsense"),
                        liar.send("POST", ""));
        for (var answer : asked) {
            assertEquals(401, answer.status());
            assertTrue(
                    answer.header("WWW-Authenticate").startsWith("Bearer error=\"invalid_token\""));
            assertTrue(answer.header("WWW-Authenticate").contains("resource_metadata=\"http"));
        }
    }

    /// V17: wrong tokens are limited for each network at this door and the API's, and no right one
    /// is shut out by them.
    @Test
    void limits_wrong_tokens_and_no_right_one() {
        var people = People.fresh();
        var guesser = new Neighbour("127.0.0.19");
        String right = world.token(people.claims());
        String wrong = right.substring(0, right.length() - 8) + "AAAAAAAA";
        var answer = guesser.get(url, wrong);
        assertEquals(401, answer.statusCode());
        for (int tries = 0; answer.statusCode() != 429 && tries < 1_000; tries++) {
            answer = guesser.get(url, wrong);
        }
        assertEquals(429, answer.statusCode(), answer.body());
        assertEquals("60", answer.headers().firstValue("Retry-After").orElse(""));
        assertEquals(429, guesser.get(origin + "/api/v1/audit", wrong).statusCode());
        assertEquals(429, guesser.get(origin + "/api/v1/servers", wrong).statusCode());
        assertEquals(405, guesser.get(url, right).statusCode());
        var expired =
                people.claims()
                        .lives(Instant.now().minusSeconds(400), Instant.now().minusSeconds(100));
        assertEquals(401, guesser.get(url, world.token(expired)).statusCode());
        assertEquals(401, guesser.get(origin + "/api/v1/servers", right).statusCode());
        assertEquals(401, new Neighbour("127.0.0.20").get(url, wrong).statusCode());
    }

    /// G20: the audience is compared byte for byte.
    @Test
    void refuses_tokens_that_were_not_made_for_this_resource() {
        var people = People.fresh();
        for (String audience :
                List.of(
                        world.issuer() + "/api/v1",
                        url + "/",
                        url + "x",
                        origin,
                        url.toUpperCase(java.util.Locale.ROOT),
                        "")) {
            assertEquals(
                    401,
                    people.client(people.claims().audience(audience))
                            .call("server/discover", "{}")
                            .send()
                            .status(),
                    audience);
        }
        var expired =
                people.claims()
                        .lives(Instant.now().minusSeconds(400), Instant.now().minusSeconds(100));
        assertEquals(401, people.client(expired).call("server/discover", "{}").send().status());
        assertEquals(
                401,
                people.client(people.claims().issuer("http://127.0.0.1:1"))
                        .call("server/discover", "{}")
                        .send()
                        .status());
    }

    @Test
    void takes_a_key_in_either_header_but_not_two_credentials() {
        var people = People.fresh();
        String key = world.key(people.workspace(), people.owner(), true, true).text();
        var withKey = people.known(stranger.with("X-Api-Key", key));
        assertEquals(200, stranger.bearer(key).call("server/discover", "{}").send().status());
        assertEquals(200, withKey.bearer(key).call("server/discover", "{}").send().status());
        var both =
                withKey.bearer(world.token(people.claims())).call("server/discover", "{}").send();
        assertEquals(400, both.status());
    }

    @Test
    void refuses_a_credential_header_that_is_repeated() {
        var people = People.fresh();
        String token = "Authorization: Bearer " + world.token(people.claims());
        try (var raw = RawHttp.open(url)) {
            assertEquals(400, raw.send("POST", "/mcp", PING, token, token).status());
        }
    }

    /// V40, V55: an unknown Host is refused, whatever the credential.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1",
                "localhost",
                "127.0.0.1@evil.example",
                ""
            })
    void answers_to_no_other_host(String host) {
        var people = People.fresh();
        String token = "Authorization: Bearer " + world.token(people.claims());
        try (var raw = RawHttp.open(url)) {
            int status = raw.send("POST", "/mcp", PING, "Host: " + host, token).status();
            assertTrue(status == 403 || status == 400, host + " → " + status);
        }
    }

    @Test
    void answers_to_every_loopback_name_of_its_own_port() {
        String port = Integer.toString(URI.create(url).getPort());
        for (String host : List.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port)) {
            try (var raw = RawHttp.open(url)) {
                assertEquals(401, raw.send("POST", "/mcp", PING, "Host: " + host).status(), host);
            }
        }
    }

    /// V9, V55: a page of another origin is refused, look-alikes too.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://localhost.evil.example",
                "null",
                "http://localhost:1",
                "file://"
            })
    void lets_no_foreign_page_in(String page) {
        var people = People.fresh();
        var answer = people.client().with("Origin", page).call("server/discover", "{}").send();
        assertEquals(403, answer.status());
        assertEquals("", answer.header("Access-Control-Allow-Origin"));
    }

    @Test
    void lets_its_own_pages_in_and_answers_their_preflight() {
        var people = People.fresh();
        var page = people.client().with("Origin", origin);
        var answer = page.call("server/discover", "{}").send();
        assertEquals(200, answer.status());
        assertEquals(origin, answer.header("Access-Control-Allow-Origin"));
        var preflight = stranger.with("Origin", origin).send("OPTIONS", "");
        assertEquals(204, preflight.status());
        assertTrue(preflight.header("Access-Control-Allow-Headers").contains("Mcp-Method"));
    }

    @Test
    void publishes_its_metadata_at_both_addresses_with_absolute_urls() {
        for (String path :
                List.of(
                        "/.well-known/oauth-protected-resource/mcp",
                        "/.well-known/oauth-protected-resource")) {
            var answer = McpClient.of(origin + path).send("GET", "");
            assertEquals(200, answer.status());
            JsonNode document = answer.last();
            assertEquals(url, document.path("resource").asText());
            assertEquals(world.issuer(), document.path("authorization_servers").path(0).asText());
            assertEquals("carnet:read", document.path("scopes_supported").path(0).asText());
            assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        }
    }

    /// G30: a variant of the path reaches nothing.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp/",
                "//mcp",
                "/./mcp",
                "/%6dcp",
                "/mcp;x",
                "/MCP",
                "/mcp/.",
                "/mcp%2f",
                "/x/../mcp",
                "/mcp/../mcp",
                "/mcp."
            })
    void serves_no_variant_of_its_path_without_a_credential(String path) {
        var people = People.fresh();
        String token = "Authorization: Bearer " + world.token(people.claims());
        try (var raw = RawHttp.open(url);
                var known = RawHttp.open(url)) {
            int status = raw.send("POST", path, PING, "Content-Type: application/json").status();
            assertTrue(status == 401 || status == 404 || status == 400, path + " → " + status);
            int withToken =
                    known.send("POST", path, PING, "Content-Type: application/json", token)
                            .status();
            assertTrue(withToken == 404 || withToken == 400, path + " → " + withToken);
        }
    }

    /// G3: what is not JSON never gets past the door.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "application/json; charset=utf-16",
                "application/json, text/plain",
                "application/jsonp",
                "text/json"
            })
    void refuses_a_body_that_does_not_say_it_is_json(String type) {
        var people = People.fresh();
        var answer = people.client().tool("echo", "{}").header("Content-Type", type).send();
        assertEquals(415, answer.status(), answer.toString());
        assertEquals(
                "unsupported_media_type",
                people.log().await("call.refused", event -> true).path("why").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; charset=UTF-8",
                "application/json;charset=\"utf-8\""
            })
    void takes_json_however_it_is_written(String type) {
        var people = People.fresh();
        assertEquals(
                200,
                people.client().tool("echo", "{}").header("Content-Type", type).send().status());
    }

    @Test
    void refuses_a_compressed_body_and_an_answer_nobody_takes() {
        var people = People.fresh();
        assertEquals(
                415,
                people.client()
                        .with("Content-Encoding", "gzip")
                        .tool("echo", "{}")
                        .send()
                        .status());
        assertEquals(
                406,
                people.client().with("Accept", "text/html").tool("echo", "{}").send().status());
        assertEquals(
                200,
                people.client()
                        .with("Accept", "application/json")
                        .tool("echo", "{}")
                        .send()
                        .status());
    }

    @Test
    void refuses_a_body_that_is_too_large_and_is_still_there_for_the_next() {
        var people = People.fresh();
        String large = "{\"n\":\"" + "x".repeat(1 << 20) + "\"}";
        assertEquals(413, people.client().tool("echo", large).send().status());
        assertEquals(200, people.client().tool("echo", "{}").send().status());
    }

    @Test
    void has_no_stream_outside_a_session() {
        var answer = People.fresh().client().send("GET", "");
        assertEquals(405, answer.status());
        assertTrue(answer.header("Allow").contains("POST"));
    }

    @Test
    void counts_strangers_per_reason_and_does_not_write_an_entry_for_each() {
        for (int i = 0; i < 20; i++) {
            stranger.send(PING);
        }
        var log = AuditTrail.of(world, "system");
        var counted =
                log.await(
                        "refusals.count",
                        event -> event.path("why").asText().equals("no_credential"));
        assertTrue(Integer.parseInt(counted.path("count").asText()) > 1, counted.toString());
        assertFalse(counted.has("sub"));
    }

    @Test
    void sees_roles_of_this_very_moment() {
        var people = People.fresh();
        String person = world.member(people.workspace(), Role.VIEWER);
        var client =
                people.known(
                        people.client(
                                world.claims(people.workspace(), person)
                                        .scopes(Set.of(Scope.values()))));
        assertEquals(200, client.tool("operate", "{}").send().status());
        assertEquals(-32602, client.tool("operate", "{}").send().error());
        people.change(person, Role.OPERATOR);
        for (int i = 0; i < 100 && client.tool("operate", "{}").send().error() != 0; i++) {
            AuditTrail.pause();
        }
        assertEquals(0, client.tool("operate", "{}").send().error());
    }
}
