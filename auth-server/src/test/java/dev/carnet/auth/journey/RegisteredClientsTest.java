package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients of today that register themselves, as they are known to do it.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RegisteredClientsTest {

    private static void goesAllTheWay(String id, String redirect) {
        Somebody person = People.member(Role.OWNER);
        var client = new OAuthClient(id);
        Map<String, String> request = client.request();
        request.put("redirect_uri", redirect);
        Map<String, String> form = client.redemption(client.code(person, request));
        form.put("redirect_uri", redirect);
        Wire.Answer tokens = Wire.token(form);
        assertEquals(200, tokens.status(), tokens.body()::toString);
        Wire.Answer again = Wire.token(client.refreshment(tokens.text("refresh_token")));
        assertEquals(200, again.status(), again.body()::toString);
    }

    /// Cursor: one registration for three places; refusing one of them would refuse all.
    @Test
    void cursor_registers_three_uris_at_once_and_uses_each() {
        List<String> uris =
                List.of(
                        "cursor://anysphere.cursor-mcp/oauth/callback",
                        "https://www.cursor.com/agents/mcp/oauth/callback",
                        "http://localhost:8787/callback");
        String id =
                OAuthClient.register(
                                """
                                {"client_name": "Cursor", "redirect_uris": ["%s"],
                                 "grant_types": ["authorization_code", "refresh_token"],
                                 "response_types": ["code"], "token_endpoint_auth_method": "none"}
                                """
                                        .formatted(String.join("\", \"", uris)))
                        .then()
                        .statusCode(201)
                        .body("redirect_uris", contains(uris.toArray()))
                        .extract()
                        .path("client_id");
        uris.forEach(uri -> goesAllTheWay(id, uri));
    }

    /// Codex: registers one spelling of loopback and uses the other, at another port.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:1455/auth/callback",
                "http://127.0.0.1:50123/auth/callback",
                "http://[::1]:50123/auth/callback"
            })
    void codex_registers_an_address_and_uses_localhost(String used) {
        String id =
                OAuthClient.register(
                                """
                                {"client_name": "Codex", "token_endpoint_auth_method": "none",
                                 "redirect_uris": ["http://127.0.0.1:1455/auth/callback"]}
                                """)
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("client_id");
        goesAllTheWay(id, used);
    }

    /// MCP Inspector: everything from a page of another origin.
    @Test
    void inspector_runs_in_a_browser() {
        String origin = "http://localhost:6274";
        for (String path :
                List.of(
                        "/.well-known/oauth-authorization-server",
                        "/.well-known/openid-configuration",
                        "/register",
                        "/token")) {
            given().header("Origin", origin)
                    .header("Access-Control-Request-Method", "POST")
                    .header("Access-Control-Request-Headers", "content-type,mcp-protocol-version")
                    .options(path)
                    .then()
                    .statusCode(204)
                    .header("Access-Control-Allow-Origin", equalTo("*"))
                    .header("Access-Control-Allow-Headers", containsString("MCP-Protocol-Version"));
        }
        String id =
                given().header("Origin", origin)
                        .contentType("application/json")
                        .body(
                                """
                                {"client_name": "MCP Inspector", "token_endpoint_auth_method": "none",
                                 "redirect_uris": ["http://localhost:6274/oauth/callback"]}
                                """)
                        .post("/register")
                        .then()
                        .statusCode(201)
                        .header("Access-Control-Allow-Origin", equalTo("*"))
                        .extract()
                        .path("client_id");
        var client = new OAuthClient(id);
        Map<String, String> request = client.request();
        request.put("redirect_uri", "http://localhost:6274/oauth/callback");
        Map<String, String> form =
                client.redemption(client.code(People.member(Role.OWNER), request));
        form.put("redirect_uri", "http://localhost:6274/oauth/callback");
        given().header("Origin", origin)
                .contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(form))
                .post("/token")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo("*"))
                .body("refresh_token", notNullValue());
    }
}
