package dev.carnet.auth.journey;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Machines.Machine;
import dev.carnet.auth.journey.People.Somebody;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RevokeAndIntrospectTest {

    private static final String INACTIVE = "{\"active\":false}";

    private OAuthClient client = new OAuthClient("");
    private Somebody person = new Somebody("", "", "");
    private Machine machine = Machine.NONE;
    private String access = "";
    private String refresh = "";

    @BeforeEach
    void tokens() {
        client = OAuthClient.known();
        person = People.member(Role.OWNER);
        machine = Machines.withSecret(person.workspace());
        var answer = client.redeem(Grants.code(client, person));
        access = answer.path("access_token");
        refresh = answer.path("refresh_token");
    }

    @Test
    void a_live_token_is_described_to_its_resource_server() {
        introspect(access)
                .then()
                .statusCode(200)
                .header("Cache-Control", containsString("no-store"))
                .body("active", equalTo(true))
                .body("sub", equalTo(person.id()))
                .body("client_id", equalTo(client.clientId))
                .body("aud", equalTo(World.current().mcpUrl()))
                .body("iss", equalTo(World.current().issuer()))
                .body("scope", equalTo("carnet:read carnet:write"))
                .body("token_type", equalTo("Bearer"));
    }

    /// V18: whatever is not its own is inactive, and nothing else is said.
    @Test
    void a_token_of_another_audience_or_workspace_is_inactive() {
        World world = World.current();
        String otherAudience =
                world.token(
                        world.claims(person.workspace(), person.id())
                                .audience(world.mcpUrl().replace("/mcp", "/api/v1")));
        String otherWorkspace = world.token(world.claims(People.workspace(), person.id()));
        for (String token :
                new String[] {otherAudience, otherWorkspace, refresh, "x", "a.b.c", access + "x"}) {
            assertEquals(INACTIVE, introspect(token).asString());
        }
    }

    @Test
    void mcp_server_may_ask_about_its_own_audiences() {
        var service = Machines.service();
        String issuer = World.current().issuer();
        assertTrue(
                post("/introspect", service.with(Map.of("token", access), issuer))
                        .<Boolean>path("active"));
        World world = World.current();
        String api =
                world.token(
                        world.claims(person.workspace(), person.id()).audience(issuer + "/api/v1"));
        assertEquals(
                INACTIVE,
                post("/introspect", service.with(Map.of("token", api), issuer)).asString());
    }

    @Test
    void strangers_and_nobody_may_not_ask() {
        post("/introspect", Map.of("token", access, "client_id", client.clientId))
                .then()
                .statusCode(400)
                .body("error", equalTo("unauthorized_client"));
        post("/introspect", Map.of("token", access))
                .then()
                .statusCode(401)
                .body("error", equalTo("invalid_client"));
    }

    /// E6: the token is given back with 200, and whoever uses it again gets 401.
    @Test
    void a_token_given_back_is_not_used_again() {
        World world = World.current();
        String api = world.issuer() + "/api/v1";
        String token =
                world.token(
                        world.claims(person.workspace(), person.id())
                                .audience(api)
                                .client(client.clientId));
        use(token).then().statusCode(200).body("workspace", equalTo(person.workspace()));
        revoke(token, client.clientId).then().statusCode(200);
        use(token)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("invalid_token"));
        revoke(token, client.clientId).then().statusCode(200);
    }

    private static Response use(String token) {
        return given().header("Authorization", "Bearer " + token).get("/api/v1/me");
    }

    /// V61, V24: after the 200 the token is dead.
    @Test
    void an_access_token_given_back_is_dead_and_the_refresh_token_lives() {
        assertTrue(introspect(access).<Boolean>path("active"));
        revoke(access, client.clientId).then().statusCode(200);
        assertEquals(INACTIVE, introspect(access).asString());
        client.refresh(refresh).then().statusCode(200);
        assertTrue(Rows.acts(person.workspace()).contains("token.revoke"));
    }

    /// W12: revoked, it does not refresh.
    @Test
    void a_refresh_token_given_back_ends_the_grant() {
        revoke(refresh, client.clientId).then().statusCode(200);
        assertEquals(INACTIVE, introspect(access).asString());
        client.refresh(refresh).then().statusCode(400).body("error", equalTo("invalid_grant"));
    }

    @Test
    void what_is_not_a_token_is_as_good_as_revoked() {
        for (String token : new String[] {"x", "a.b.c", "carnet_rt_x", access + "x"}) {
            revoke(token, client.clientId).then().statusCode(200);
        }
        revoke(access, client.clientId);
        revoke(access, client.clientId).then().statusCode(200);
    }

    @Test
    void another_client_cannot_revoke() {
        String other = OAuthClient.known().clientId;
        revoke(access, other).then().statusCode(400).body("error", equalTo("invalid_grant"));
        revoke(refresh, other).then().statusCode(400).body("error", equalTo("invalid_grant"));
        assertTrue(introspect(access).<Boolean>path("active"));
        client.refresh(refresh).then().statusCode(200);
    }

    @Test
    void a_request_without_token_or_client_is_refused() {
        post("/revoke", Map.of("client_id", client.clientId))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
        post("/revoke", Map.of("token", access)).then().statusCode(401);
        given().get("/revoke").then().statusCode(405);
        given().get("/introspect").then().statusCode(405);
    }

    private Response introspect(String token) {
        return post("/introspect", machine.with(Map.of("token", token)));
    }

    private static Response revoke(String token, String clientId) {
        var form = new LinkedHashMap<String, String>();
        form.put("token", token);
        form.put("token_type_hint", "refresh_token");
        form.put("client_id", clientId);
        return post("/revoke", form);
    }

    private static Response post(String path, Map<String, String> form) {
        return given().contentType("application/x-www-form-urlencoded")
                .body(Browser.encode(form))
                .post(path);
    }
}
