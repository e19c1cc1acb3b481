package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.caller.Identification;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7592 over the wire.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class ManagementTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final World world = World.current();
    private String id = "";
    private String token = "";

    @BeforeEach
    void registered() {
        Response answer = register("none");
        id = answer.path("client_id");
        token = answer.path("registration_access_token");
    }

    @Test
    void a_registration_says_where_it_is_managed_and_no_row_holds_the_token() {
        Response answer = register("none");
        String other = answer.path("client_id");
        assertEquals(world.issuer() + "/register/" + other, answer.path("registration_client_uri"));
        String secret = answer.<String>path("registration_access_token").replace("carnet_rat_", "");
        String row =
                Rows.string(
                        "SELECT c::text || encode(registration_mac, 'escape') FROM auth.client c"
                                + " WHERE client_id = ?",
                        other);
        assertFalse(row.contains(secret));
    }

    @Test
    void the_token_reads_the_registration() {
        with(token)
                .get("/register/" + id)
                .then()
                .statusCode(200)
                .header("Cache-Control", containsString("no-store"))
                .header("Access-Control-Allow-Origin", equalTo("*"))
                .body("client_id", equalTo(id))
                .body("client_name", equalTo("First"))
                .body("registration_access_token", equalTo(token))
                .body("registration_client_uri", equalTo(world.issuer() + "/register/" + id));
    }

    @Test
    void a_browser_may_manage_too() {
        given().header("Origin", "http://localhost:6274")
                .options("/register/" + id)
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Methods", "GET, PUT, DELETE")
                .header("Access-Control-Allow-Headers", containsString("Authorization"));
    }

    /// V37: the token of one client is nothing for another, and nobody learns which clients there
    /// are.
    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void whatever_is_wrong_with_client_or_token_is_the_same_401(String method) {
        Response other = register("none");
        String foreign = other.path("registration_access_token");
        String administered = Machines.withSecret(People.workspace()).id();
        Response unknown = ask(method, Ids.fresh("cli"), token);
        unknown.then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("error=\"invalid_token\""))
                .body("error", equalTo("invalid_token"));
        for (Response refused :
                new Response[] {
                    ask(method, id, foreign),
                    ask(method, id, token + "0"),
                    ask(method, id, token.substring(0, token.length() - 1)),
                    ask(method, id, "x"),
                    ask(method, administered, token),
                    ask(method, "cli_00000000000mcpserver", token),
                    ask(method, "https%3A%2F%2Fa.example%2Fc.json", token)
                }) {
            refused.then().statusCode(401);
            assertEquals(unknown.asString(), refused.asString());
            assertEquals(unknown.header("WWW-Authenticate"), refused.header("WWW-Authenticate"));
        }
        given().request(method, "/register/" + id)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"carnet\"");
        with(token).get("/register/" + id).then().statusCode(200);
        with(foreign).get("/register/" + other.path("client_id")).then().statusCode(200);
    }

    @Test
    void a_client_replaces_what_it_said_and_keeps_id_and_token() {
        put("""
        {"client_id": "%s", "client_name": "Second\\u202e", "scope": "carnet:read",
         "redirect_uris": ["https://a.example/cb", "javascript:alert(1)"],
         "token_endpoint_auth_method": "none", "logo_uri": "http://127.0.0.1/x"}
        """)
                .then()
                .statusCode(200)
                .body("client_id", equalTo(id))
                .body("client_name", equalTo("Second"))
                .body("redirect_uris", equalTo(List.of("https://a.example/cb")))
                .body("logo_uri", nullValue())
                .body("registration_access_token", equalTo(token));
        with(token).get("/register/" + id).then().body("scope", equalTo("carnet:read"));
        assertTrue(systemActs().contains("client.update"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"redirect_uris\":[\"https://a.example/\"]} | invalid_client_metadata",
                "{\"client_id\":\"other\",\"redirect_uris\":[\"https://a.example/\"]} |"
                        + " invalid_client_metadata",
                "{\"client_id\":7,\"redirect_uris\":[\"https://a.example/\"]} |"
                        + " invalid_client_metadata",
                "{\"client_id\":\"%s\"} | invalid_redirect_uri",
                "{\"client_id\":\"%s\",\"redirect_uris\":[\"data:x\"]} | invalid_redirect_uri",
                "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://a.example/\"],\"client_secret\":\"mine\"}"
                        + " | invalid_client_metadata",
                "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://a.example/\"],\"registration_access_token\":\"x\"}"
                        + " | invalid_client_metadata",
                "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://a.example/\"],\"registration_client_uri\":\"x\"}"
                        + " | invalid_client_metadata",
                "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://a.example/\"],\"client_id_issued_at\":1}"
                        + " | invalid_client_metadata",
                "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://a.example/\"],\"client_secret_expires_at\":0}"
                        + " | invalid_client_metadata",
                "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":[\"client_credentials\"]}"
                        + " | invalid_client_metadata",
                "[] | invalid_client_metadata"
            })
    void what_cannot_be_registered_cannot_be_put_and_changes_nothing(String body, String error) {
        put(body).then().statusCode(400).body("error", equalTo(error));
        assertEquals("First", name());
    }

    /// V29: every member of every wrong type is refused by name, and nothing is stored or
    /// reflected.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "client_name",
                "redirect_uris",
                "token_endpoint_auth_method",
                "grant_types",
                "response_types",
                "scope",
                "application_type",
                "client_id",
                "client_secret"
            })
    void a_member_of_the_wrong_type_is_refused(String member) throws Exception {
        for (String value : new String[] {"7", "{\"a\":1}", "[[]]", "\"<script>\""}) {
            ObjectNode body = JSON.createObjectNode();
            body.put("client_id", id);
            body.putArray("redirect_uris").add("https://a.example/");
            body.put("token_endpoint_auth_method", "none");
            body.set(member, JSON.readTree(value));
            Response answer = put(body.toString());
            boolean text =
                    value.startsWith("\"") && List.of("client_name", "scope").contains(member);
            assertEquals(text ? 200 : 400, answer.statusCode(), member + " " + value);
            assertFalse(answer.asString().contains("<script>"), answer.asString());
        }
    }

    @Test
    void a_secret_stays_comes_and_goes_with_the_method() {
        Response made = register("client_secret_basic");
        id = made.path("client_id");
        token = made.path("registration_access_token");
        String secret = made.path("client_secret");
        put(method("client_secret_post")).then().statusCode(200).body("client_secret", nullValue());
        refreshAs(secret).then().statusCode(400).body("error", equalTo("invalid_grant"));
        put(method("none")).then().statusCode(200).body("client_secret", nullValue());
        refreshAs(secret).then().statusCode(401);
        String fresh =
                put(method("client_secret_post"))
                        .then()
                        .statusCode(200)
                        .body("client_secret", startsWith("carnet_cs_"))
                        .body("client_secret", not(equalTo(secret)))
                        .body("client_secret_expires_at", equalTo(0))
                        .extract()
                        .path("client_secret");
        refreshAs(secret).then().statusCode(401);
        refreshAs(fresh).then().statusCode(400).body("error", equalTo("invalid_grant"));
        put("""
        {"client_id": "%s", "client_secret": "SECRET",
         "redirect_uris": ["https://a.example/cb"]}
        """
                        .replace("SECRET", fresh))
                .then()
                .statusCode(200);
    }

    @Test
    void a_client_that_asks_for_a_fresh_secret_gets_one_and_the_old_one_counts_no_more() {
        Response made = register("client_secret_basic");
        id = made.path("client_id");
        token = made.path("registration_access_token");
        String secret = made.path("client_secret");
        String fresh =
                put(rotate("client_secret_basic", "true"))
                        .then()
                        .statusCode(200)
                        .body("client_secret", startsWith("carnet_cs_"))
                        .body("client_secret", not(equalTo(secret)))
                        .body("client_secret_expires_at", equalTo(0))
                        .body("carnet_rotate_secret", nullValue())
                        .extract()
                        .path("client_secret");
        refreshAs(secret).then().statusCode(401).body("error", equalTo("invalid_client"));
        refreshAs(fresh).then().statusCode(400).body("error", equalTo("invalid_grant"));
        put(rotate("client_secret_basic", "false"))
                .then()
                .statusCode(200)
                .body("client_secret", nullValue());
        refreshAs(fresh).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @ParameterizedTest
    @CsvSource({"none, true", "client_secret_basic, '\"yes\"'", "client_secret_basic, 1"})
    void a_wish_for_a_secret_that_cannot_be_is_refused(String method, String wish) {
        put(rotate(method, wish))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_client_metadata"));
    }

    private static String rotate(String method, String wish) {
        return method(method)
                .strip()
                .replaceFirst("}$", ", \"carnet_rotate_secret\": " + wish + "}");
    }

    /// V61, G23, W12: whoever deletes itself holds nothing any more, in any workspace.
    @Test
    void a_client_that_deletes_itself_loses_every_grant_everywhere() {
        var client = new OAuthClient(id);
        Somebody here = People.member(Role.OWNER);
        Somebody there = People.member(Role.OWNER);
        Response one = client.redeem(Grants.code(client, here));
        Response two = client.redeem(Grants.code(client, there));
        String waiting = Grants.code(client, here);
        with(token).delete("/register/" + id).then().statusCode(204);
        for (Response held : new Response[] {one, two}) {
            assertFalse(identify(held) instanceof Identification.Known);
            client.refresh(held.path("refresh_token"))
                    .then()
                    .statusCode(401)
                    .body("error", equalTo("invalid_client"));
            assertTrue(Grants.isRevoked(Grants.of(held.path("refresh_token"))));
        }
        client.redeem(waiting).then().statusCode(401).body("error", equalTo("invalid_client"));
        with(token).get("/register/" + id).then().statusCode(401);
        with(token).delete("/register/" + id).then().statusCode(401);
        assertTrue(Rows.acts(here.workspace()).contains("client.delete"));
        assertTrue(Rows.acts(there.workspace()).contains("client.delete"));
        assertTrue(systemActs().contains("client.delete"));
        var page =
                new Browser(world.issuer()).get("/authorize?" + Browser.encode(client.request()));
        assertEquals(401, page.status());
        assertTrue(page.body().contains("not registered here"));
    }

    private static Response register(String method) {
        Response answer =
                OAuthClient.register(
                        """
                        {"client_name": "First", "redirect_uris": ["%s"],
                         "token_endpoint_auth_method": "%s"}
                        """
                                .formatted(OAuthClient.CALLBACK, method));
        answer.then().statusCode(201).body("registration_access_token", startsWith("carnet_rat_"));
        return answer;
    }

    private static String method(String name) {
        return """
        {"client_id": "%%s", "redirect_uris": ["https://a.example/cb"],
         "token_endpoint_auth_method": "%s"}
        """
                .formatted(name);
    }

    private Response put(String body) {
        return with(token)
                .contentType("application/json")
                .body(body.replace("%s", id))
                .put("/register/" + id);
    }

    /// As it is stored: requests have a limit.
    private String name() {
        return Rows.string("SELECT name FROM auth.client WHERE client_id = ?", id);
    }

    private static Response ask(String method, String client, String token) {
        return with(token)
                .contentType("application/json")
                .urlEncodingEnabled(false)
                .request(method, "/register/" + client);
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private Response refreshAs(String secret) {
        return OAuthClient.token(
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        "x",
                        "client_id",
                        id,
                        "client_secret",
                        secret));
    }

    private Identification identify(Response held) {
        return People.bean(CallerCheck.class)
                .identify(
                        Optional.of("Bearer " + held.path("access_token")),
                        Optional.empty(),
                        world.mcpUrl());
    }

    private static List<String> systemActs() {
        return Rows.acts(Event.SYSTEM);
    }
}
