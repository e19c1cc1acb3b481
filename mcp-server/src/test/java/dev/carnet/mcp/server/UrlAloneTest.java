package dev.carnet.mcp.server;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Servers that are registered by nothing but a URL.
@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class UrlAloneTest {

    private static final String SECRET = "sk-upstream-12345678";

    private final House house = new House();
    private final TlsHost host = TlsHost.plain();

    @AfterEach
    void close() {
        host.close();
    }

    /// K1, K14: the name is the server's own; nothing that proves anybody is sent, and nothing but
    /// a knock.
    @Test
    void a_url_alone_registers_a_server_that_waits_for_approval() {
        try (var current = TestUpstream.current();
                var earlier = TestUpstream.earlier()) {
            registered(current.url(), Map.of())
                    .body("name", equalTo("test"))
                    .body("slug", equalTo("test"))
                    .body("transport", equalTo("http"))
                    .body("authentication.kind", equalTo("none"))
                    .body("state", equalTo("pending"))
                    .body("discovered.found", equalTo(true))
                    .body("discovered.era", equalTo("current"));
            assertTrue(current.methods().stream().allMatch("server/discover"::equals));
            for (var request : current.requests()) {
                assertTrue(request.header("Authorization").isEmpty());
            }
            registered(earlier.url(), Map.of())
                    .body("slug", equalTo("test-2"))
                    .body("discovered.era", equalTo("earlier"));
            assertEquals(0, earlier.openSessions(), "a session was left behind");
        }
    }

    /// K14: whose word people bring there is found out, too.
    @Test
    void an_authorization_server_is_found_and_the_host_gives_the_name() {
        String origin = "http://127.0.0.1:" + host.port();
        host.answers("/mcp", TlsHost.raw(401, "text/plain", "who?", "WWW-Authenticate: Bearer"));
        host.answers(
                "/.well-known/oauth-protected-resource/mcp",
                TlsHost.json(
                        """
                        {"resource": "%1$s/mcp", "authorization_servers": ["%1$s"]}\
                        """
                                .formatted(origin)));
        host.answers(
                "/.well-known/oauth-authorization-server",
                TlsHost.json(
                        """
                        {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize",
                         "token_endpoint": "%1$s/token",
                         "code_challenge_methods_supported": ["S256"]}\
                        """
                                .formatted(origin)));
        registered(at(), Map.of())
                .body("name", equalTo("127.0.0.1"))
                .body("slug", equalTo("127-0-0-1"))
                .body("authentication.kind", equalTo("person_oauth"))
                .body("authentication.issuer", equalTo(origin))
                .body("discovered.authorization.registration", equalTo("manual"));
    }

    /// K14: what could not be found out is said.
    @Test
    void a_server_that_wants_some_key_says_so_and_waits_for_it() {
        host.answers("/mcp", TlsHost.raw(401, "text/plain", "who?"));
        registered(at(), Map.of())
                .body("authentication.kind", equalTo("workspace_key"))
                .body("secret.has_key", equalTo(false))
                .body("discovered.authentication", nullValue())
                .body("discovered.detail", containsString("give it a key"));
        registered(at(), Map.of("secret", SECRET))
                .body("slug", equalTo("127-0-0-1-2"))
                .body("secret.has_key", equalTo(true));
        assertTrue(
                host.requests().stream()
                        .allMatch(request -> request.header("Authorization").isEmpty()),
                "a key went to a server that nobody approved");
    }

    @Test
    void what_is_said_stands_and_a_slug_that_was_asked_for_is_not_replaced() {
        try (var up = TestUpstream.current()) {
            var said = Map.<String, Object>of("slug", "mine", "transport", "http");
            registered(up.url(), said).body("slug", equalTo("mine"));
            register(up.url(), said).statusCode(409).body("code", equalTo("already_exists"));
        }
    }

    /// A repeated request is answered as the first was, also when the server is away by then.
    @Test
    void the_same_request_makes_one_server() {
        String key = UUID.randomUUID().toString();
        String first;
        String url;
        try (var up = TestUpstream.current()) {
            url = up.url();
            first = repeated(url, key).statusCode(201).extract().path("id");
        }
        repeated(url, key).statusCode(201).body("id", equalTo(first));
        house.owner().get("/servers").then().body("items.size()", equalTo(1));
    }

    @Test
    void where_no_server_of_mcp_answers_nothing_is_registered() {
        host.answers("/mcp", TlsHost.raw(200, "text/html", "<p>hello"));
        refused(at());
        host.close();
        refused(at());
        house.owner().get("/servers").then().body("items.size()", equalTo(0));
    }

    /// G7: nobody knocks where the gateway may not send.
    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/mcp",
        "https://169.254.169.254/latest",
        "https://[::1]/mcp",
        "http://up.example/mcp",
        "file:///etc/passwd",
        "not a url"
    })
    void a_private_address_is_not_knocked_at(String address) {
        house.owner()
                .body(Map.of("address", address))
                .post("/servers")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/address"));
    }

    @Test
    void only_who_may_register_has_anything_knocked_at() {
        host.answers("/mcp", TlsHost.raw(401, "text/plain", "who?"));
        house.as(Role.OPERATOR).body(body(at(), Map.of())).post("/servers").then().statusCode(403);
        house.as(Role.ADMIN).body(body(at(), Map.of())).post("/servers").then().statusCode(403);
        assertTrue(host.requests().isEmpty());
        house.owner()
                .body(Map.of("address", "files", "transport", "stdio"))
                .post("/servers")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/name"));
    }

    private void refused(String address) {
        register(address, Map.of())
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/address"))
                .body("detail", containsString("no MCP server"));
    }

    private ValidatableResponse repeated(String url, String key) {
        return house.owner()
                .header("Idempotency-Key", key)
                .body(body(url, Map.of()))
                .post("/servers")
                .then();
    }

    private ValidatableResponse registered(String address, Map<String, ?> more) {
        return register(address, more).statusCode(201);
    }

    private ValidatableResponse register(String address, Map<String, ?> more) {
        return house.owner().body(body(address, more)).post("/servers").then();
    }

    private static Map<String, Object> body(String address, Map<String, ?> more) {
        var body = new HashMap<String, Object>(more);
        body.put("address", address);
        body.put("private_allowed", true);
        return body;
    }

    private String at() {
        return "http://127.0.0.1:" + host.port() + "/mcp";
    }
}
