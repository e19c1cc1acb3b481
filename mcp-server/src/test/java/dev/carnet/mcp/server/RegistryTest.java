package dev.carnet.mcp.server;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.vault.Sealed;
import dev.carnet.mcp.vault.TwoKeys;
import dev.carnet.mcp.vault.Vault;
import dev.carnet.mcp.vault.VaultClosed;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class RegistryTest {

    private static final String SECRET = "sk-live-abcdefgh-9f3K";
    private static final Map<String, Object> KEYED = Map.of("kind", "workspace_key");

    private final House house = new House();
    private final String workspace = house.workspace();

    @Inject Servers servers;
    @Inject Passes passes;
    @Inject RewrapStore rewraps;
    @Inject Pool pool;

    /// K1, K5: what is registered comes back without its secret.
    @Test
    void a_server_is_registered_read_listed_and_deleted() {
        Response made = register(Map.of("authentication", KEYED, "secret", SECRET));
        made.then()
                .statusCode(201)
                .body("slug", equalTo("my-server"))
                .body("state", equalTo("pending"))
                .body("secret.has_key", equalTo(true))
                .body("secret.last_four", equalTo("9f3K"));
        String id = made.path("id");
        Response read = house.owner().get("/servers/" + id);
        read.then().statusCode(200).header("ETag", equalTo("\"1\""));
        assertFalse((made.asString() + read.asString()).contains("sk-live"));
        house.as(Role.VIEWER).get("/servers").then().body("items.id", hasItem(id));
        house.owner().delete("/servers/" + id).then().statusCode(200);
        house.owner().get("/servers/" + id).then().statusCode(404);
        assertTrue(servers.byId(workspace, id).isEmpty());
        house.owner()
                .get("/audit?limit=100")
                .then()
                .body("items.event.act", hasItem("server.register"))
                .body("items.event.act", hasItem("server.delete"));
    }

    /// G23: what was granted for a deleted server meets no other one.
    @Test
    void the_slug_of_a_deleted_server_is_not_given_again() {
        String id = registered(Map.of("slug", "left"));
        house.owner().delete("/servers/" + id).then().statusCode(200);
        register(Map.of("slug", "left"))
                .then()
                .statusCode(409)
                .body("detail", containsString("once was"));
        house.owner()
                .body(Map.of("slug", "left", "name", "Left", "members", List.of()))
                .post("/toolsets")
                .then()
                .statusCode(409);
        new House()
                .owner()
                .body(body(Map.of("slug", "left")))
                .post("/servers")
                .then()
                .statusCode(201);
    }

    /// D3: no row of the database holds a secret.
    @Test
    void a_dump_of_the_database_holds_no_secret() {
        String id = registered(Map.of("authentication", KEYED, "secret", SECRET));
        String row =
                String.valueOf(
                        house.world()
                                .read(
                                        "SELECT row_to_json(s)::text || encode(secret_sealed,"
                                                + " 'escape') FROM gateway.server s WHERE server_id ="
                                                + " ?",
                                        id));
        assertFalse(row.contains("sk-live"), row);
        assertFalse(row.contains("abcdefgh"), row);
        assertEquals(
                0L,
                house.world()
                        .read(
                                "SELECT count(*) FROM gateway.idempotency WHERE"
                                        + " encode(answer_sealed, 'escape') LIKE '%sk-live%'"));
    }

    /// K11: the next use has the new key, under the same id.
    @Test
    void a_secret_is_replaced_in_place() {
        String id = approved(Map.of("authentication", KEYED, "secret", SECRET));
        assertEquals("Bearer " + SECRET, header(id, "Authorization"));
        house.owner()
                .body(Map.of("secret", "sk-live-second-one-7777"))
                .put("/servers/" + id + "/secret")
                .then()
                .statusCode(200)
                .body("state", equalTo("approved"))
                .body("secret.last_four", equalTo("7777"));
        assertEquals("Bearer sk-live-second-one-7777", header(id, "Authorization"));
    }

    @Test
    void any_header_carries_a_key() {
        String id =
                approved(
                        Map.of(
                                "authentication",
                                Map.of(
                                        "kind",
                                        "workspace_key",
                                        "header",
                                        "X-Token",
                                        "prefix",
                                        "t "),
                                "secret",
                                SECRET));
        assertEquals("t " + SECRET, header(id, "X-Token"));
    }

    /// K15: another address or authentication has to be approved before anything is called.
    @Test
    void what_was_approved_waits_again_when_it_changes() {
        String id = approved(Map.of());
        assertTrue(state(id).callable());
        house.owner()
                .body(Map.of("address", "https://other.example/mcp"))
                .patch("/servers/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("pending"));
        assertFalse(state(id).callable());
        house.owner()
                .get("/servers/" + id + "/diff")
                .then()
                .body("differences", hasSize(1))
                .body("differences[0].member", equalTo("address"))
                .body("differences[0].approved", equalTo("https://up.example/mcp"))
                .body("differences[0].now", equalTo("https://other.example/mcp"));
        house.approve(id).statusCode(200);
        assertTrue(state(id).callable());
        house.owner()
                .body(Map.of("authentication", Map.of("kind", "person_oauth")))
                .patch("/servers/" + id)
                .then()
                .body("state", equalTo("pending"));
    }

    /// K7: off means that nothing is called, on every replica, from the answer on.
    @Test
    void a_server_is_switched_off_and_on() {
        String id = approved(Map.of());
        house.as(Role.OPERATOR)
                .post("/servers/" + id + "/disable")
                .then()
                .body("state", equalTo("disabled"));
        assertEquals(State.DISABLED, state(id).state());
        house.as(Role.OPERATOR)
                .post("/servers/" + id + "/enable")
                .then()
                .body("state", equalTo("approved"));
        assertTrue(state(id).callable());
        house.as(Role.OPERATOR).post("/servers/" + id + "/approve").then().statusCode(403);
    }

    /// K9: what a template owns is edited there.
    @Test
    void a_managed_server_cannot_be_edited_by_hand() {
        String id = approved(Map.of());
        house.world()
                .write(
                        "UPDATE gateway.server SET managed_by = 'tpl_sales' WHERE server_id = ?",
                        id);
        house.owner()
                .delete("/servers/" + id)
                .then()
                .statusCode(409)
                .body("detail", containsString("tpl_sales"));
        house.owner().body(Map.of("name", "x")).patch("/servers/" + id).then().statusCode(409);
        house.owner().get("/servers/" + id).then().body("name", equalTo("My server"));
    }

    /// K15: what was seen is approved, and not what somebody put there meanwhile.
    @Test
    void an_approval_names_the_version_that_was_looked_at() {
        String id = registered(Map.of());
        String approve = "/servers/" + id + "/approve";
        house.owner()
                .post(approve)
                .then()
                .statusCode(428)
                .body("code", equalTo("precondition_required"));
        house.owner().header("If-Match", "*").post(approve).then().statusCode(428);
        String seen = house.owner().get("/servers/" + id).header("ETag");
        house.as(Role.ADMIN)
                .body(Map.of("address", "https://other.example/mcp"))
                .patch("/servers/" + id)
                .then()
                .statusCode(200);
        house.owner().header("If-Match", seen).post(approve).then().statusCode(412);
        assertFalse(state(id).callable());
        house.approve(id).statusCode(200).body("state", equalTo("approved"));
    }

    @Test
    void an_edit_of_another_version_is_refused() {
        String id = approved(Map.of());
        house.owner()
                .header("If-Match", "\"1\"")
                .body(Map.of("name", "x"))
                .patch("/servers/" + id)
                .then()
                .statusCode(412);
        house.owner()
                .header("If-Match", "\"1\"")
                .post("/servers/" + id + "/approve")
                .then()
                .statusCode(412);
        house.owner()
                .header("If-Match", "\"2\"")
                .body(Map.of("name", "x"))
                .patch("/servers/" + id)
                .then()
                .statusCode(200)
                .body("name", equalTo("x"))
                .body("state", equalTo("approved"));
    }

    @Test
    void a_slug_is_given_once_and_a_repeated_request_makes_one_server() {
        String key = UUID.randomUUID().toString();
        String first =
                house.owner()
                        .header("Idempotency-Key", key)
                        .body(body(Map.of()))
                        .post("/servers")
                        .path("id");
        house.owner()
                .header("Idempotency-Key", key)
                .body(body(Map.of()))
                .post("/servers")
                .then()
                .statusCode(201)
                .body("id", equalTo(first));
        register(Map.of()).then().statusCode(409).body("code", equalTo("already_exists"));
        register(Map.of("slug", "another")).then().statusCode(201);
        house.owner().get("/servers?limit=1").then().body("items", hasSize(1));
        house.owner().get("/servers?slug=another").then().body("items", hasSize(1));
        house.owner().get("/servers?limit=100").then().body("next_cursor", nullValue());
    }

    /// K1: nobody reaches a server of another workspace, by any route.
    @Test
    void servers_of_others_are_not_there() {
        String foreign = new House().owner().body(body(Map.of())).post("/servers").path("id");
        String path = "/servers/" + foreign;
        house.owner().get(path).then().statusCode(404);
        house.owner().body(Map.of("name", "x")).patch(path).then().statusCode(404);
        house.owner().delete(path).then().statusCode(404);
        house.owner().body(Map.of("secret", "x")).put(path + "/secret").then().statusCode(404);
        for (String act : List.of("/approve", "/enable", "/disable", "/test")) {
            house.owner().post(path + act).then().statusCode(404);
        }
        house.owner().get(path + "/diff").then().statusCode(404);
        house.owner().get(path + "/tests").then().statusCode(404);
        house.owner().get(path + "/health").then().statusCode(404);
        house.owner().body(Map.of("reason", "x")).post(path + "/reject").then().statusCode(404);
        house.owner().get("/servers").then().body("items.id", not(hasItem(foreign)));
    }

    /// Refused when it is saved; the guard asks again whenever it connects.
    @ParameterizedTest
    @CsvSource({
        "http://up.example/mcp",
        "https://127.0.0.1/mcp",
        "https://10.0.0.1/mcp",
        "https://169.254.169.254/latest",
        "https://[::1]/mcp",
        "https://user@up.example/mcp",
        "ftp://up.example/",
        "file:///etc/passwd",
        "not a url"
    })
    void an_address_that_is_none_is_refused(String address) {
        register(Map.of("address", address))
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/address"));
    }

    @Test
    void only_an_owner_lets_the_gateway_into_the_own_network() {
        var inside =
                Map.<String, Object>of("address", "http://10.0.0.1/mcp", "private_allowed", true);
        house.as(Role.ADMIN).body(body(inside)).post("/servers").then().statusCode(403);
        String id = registered(inside);
        house.approve(house.as(Role.ADMIN), id).statusCode(403);
        house.approve(id).statusCode(200);
        register(
                        Map.of(
                                "slug",
                                "meta",
                                "address",
                                "http://169.254.169.254/",
                                "private_allowed",
                                true))
                .then()
                .statusCode(400);
    }

    /// K4: a program gets a key in a variable, and cannot use a token that is renewed.
    @Test
    void a_program_is_given_the_key_alone_and_no_token() {
        var program = Map.of("transport", "stdio", "address", "files");
        var keyed = new HashMap<String, Object>(program);
        keyed.putAll(Map.of("authentication", KEYED, "secret", SECRET));
        assertEquals(SECRET, header(approved(keyed), "Authorization"));
        for (String kind : List.of("person_oauth", "carnet_assertion")) {
            var asked = new HashMap<String, Object>(program);
            asked.put("slug", "other");
            asked.put("authentication", Map.of("kind", kind));
            register(asked).then().statusCode(400).body("detail", containsString("for a program"));
        }
    }

    /// G10: a stdio server is a name, never a path or a command.
    @ParameterizedTest
    @CsvSource({"../etc/passwd", "/bin/sh", "sh -c id", "C:\\\\x", "a/b", "-x", "A"})
    void a_stdio_server_is_named_and_not_spelled_out(String command) {
        register(Map.of("transport", "stdio", "address", command)).then().statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({"Host", "Content-Length", "Mcp-Session-Id", "Cookie"})
    void a_header_that_is_not_for_keys_is_refused(String header) {
        register(
                        Map.of(
                                "authentication",
                                Map.of("kind", "workspace_key", "header", header),
                                "secret",
                                SECRET))
                .then()
                .statusCode(400);
    }

    @Test
    void a_secret_belongs_to_a_key_and_stands_in_a_header() {
        register(Map.of("secret", SECRET)).then().statusCode(400);
        register(Map.of("authentication", KEYED, "secret", "a\r\nb: c")).then().statusCode(400);
        register(Map.of("authentication", KEYED, "secret", "short"))
                .then()
                .statusCode(201)
                .body("secret.last_four", nullValue());
    }

    /// G13: nobody's credential stands in for somebody else's.
    @Test
    void a_server_of_single_people_has_nothing_for_the_workspace() {
        String id = approved(Map.of("authentication", Map.of("kind", "person_oauth")));
        assertTrue(passes.ofWorkspace(state(id)).await().indefinitely().isEmpty());
        assertFalse(passes.of(state(id), caller()).await().indefinitely() instanceof Passing.Ready);
    }

    /// D3: after the keyset was rotated every secret is sealed anew, and still opens.
    @Test
    void a_rotation_seals_every_secret_anew() throws Exception {
        String id = approved(Map.of("authentication", KEYED, "secret", SECRET));
        String keyset = ConfigProvider.getConfig().getValue("carnet.mcp-keyset", String.class);
        var after = TwoKeys.vault(TwoKeys.rotated(keyset));
        assertTrue(new Rewrapping(rewraps, after, pool).all().await().indefinitely() > 0);
        assertEquals(
                after.wrapping(),
                house.world()
                        .read(
                                "SELECT secret_wrapping FROM gateway.server WHERE server_id = ?",
                                id));
        assertEquals(0, new Rewrapping(rewraps, after, pool).all().await().indefinitely());
        byte[] sealed =
                (byte[])
                        house.world()
                                .read(
                                        "SELECT secret_sealed FROM gateway.server WHERE server_id ="
                                                + " ?",
                                        id);
        var kept = new Sealed(Buffer.buffer(sealed), after.wrapping());
        assertEquals(SECRET, after.open(Passes.spot(workspace, id), kept).await().indefinitely());
    }

    /// D3: from a keyset to a key service and back, by its URI, and each time the other one alone
    /// is needed afterwards.
    @Test
    void secrets_move_to_a_key_service_and_back() throws Exception {
        String id = approved(Map.of("authentication", KEYED, "secret", SECRET));
        String keyset = ConfigProvider.getConfig().getValue("carnet.mcp-keyset", String.class);
        var service = TwoKeys.moved(keyset);
        assertEquals(SECRET, movedTo(service, id));
        assertEquals(SECRET, opened(TwoKeys.service(), id));
        assertThrows(VaultClosed.class, () -> opened(TwoKeys.vault(keyset), id));
        assertEquals(SECRET, movedTo(TwoKeys.movedBack(keyset), id));
        assertEquals(SECRET, opened(TwoKeys.vault(keyset), id));
        assertThrows(VaultClosed.class, () -> opened(TwoKeys.service(), id));
    }

    private String movedTo(Vault vault, String id) {
        assertTrue(new Rewrapping(rewraps, vault, pool).all().await().indefinitely() > 0);
        assertEquals(0, new Rewrapping(rewraps, vault, pool).all().await().indefinitely());
        return opened(vault, id);
    }

    private String opened(Vault vault, String id) {
        byte[] sealed =
                (byte[])
                        house.world()
                                .read(
                                        "SELECT secret_sealed FROM gateway.server WHERE server_id ="
                                                + " ?",
                                        id);
        var kept = new Sealed(Buffer.buffer(sealed), vault.wrapping());
        return vault.open(Passes.spot(workspace, id), kept).await().indefinitely();
    }

    private Response register(Map<String, ?> more) {
        return house.owner().body(body(more)).post("/servers");
    }

    private static Map<String, Object> body(Map<String, ?> more) {
        var body = new HashMap<String, Object>();
        body.put("name", "My server");
        body.put("address", "https://up.example/mcp");
        body.putAll(more);
        return body;
    }

    private String registered(Map<String, ?> more) {
        Response made = register(more);
        made.then().statusCode(201);
        return made.path("id");
    }

    private String approved(Map<String, ?> more) {
        String id = registered(more);
        house.approve(id).statusCode(200).body("state", equalTo("approved"));
        return id;
    }

    private ServerState state(String id) {
        return servers.byId(workspace, id).orElseThrow();
    }

    private String header(String id, String name) {
        Passing passing = passes.of(state(id), caller()).await().indefinitely();
        return assertInstanceOf(Passing.Ready.class, passing)
                .pass()
                .headers()
                .getOrDefault(name, "");
    }

    private Caller caller() {
        return new Caller(
                workspace,
                house.ownerId(),
                Role.OWNER,
                Set.of(Scope.values()),
                new Caller.Credential.Page(house.ownerId()),
                Optional.empty());
    }
}
