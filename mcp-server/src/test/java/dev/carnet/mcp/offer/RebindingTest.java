package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server whose name leads elsewhere once it is registered, approved and used. The new addresses
/// are this machine's, so that whatever were sent would arrive and be seen.
@QuarkusTest
@Timeout(120)
@WithTestResource(TestCarnet.Mcp.class)
class RebindingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// An address of nobody, at which Linux reaches whatever listens on this machine.
    private static final String THIS_NETWORK = "0.0.0.0";

    private static final String LOOPBACK = "127.0.0.1";

    private final Operator operator = Operator.fresh();
    private final String name = "n" + UUID.randomUUID() + ".example";
    private final TestUpstream inside = TestUpstream.current();
    private final TlsHost listener = TlsHost.plain();

    @AfterEach
    void close() {
        inside.close();
        listener.close();
    }

    private ObjectNode draft(String slug, String address, boolean inNetwork) {
        return JSON.createObjectNode()
                .put("name", slug)
                .put("slug", slug)
                .put("address", address)
                .put("private_allowed", inNetwork);
    }

    private String register(ObjectNode draft) {
        String id = operator.ok("POST", "/servers", draft.toString()).path("id").asText();
        operator.approve(id);
        return id;
    }

    /// A server at that name whose tools are approved, while the name leads to it.
    private String used() {
        TestNames.lead(name, LOOPBACK);
        String id = register(draft("turns", inside.url().replace(LOOPBACK, name), true));
        approve(id);
        assertFalse(failed(operator.whole().tool("turns_exact", "{}").send()));
        return id;
    }

    private void approve(String id) {
        assertEquals("seen", look(id));
        var approval = JSON.createObjectNode();
        var all = approval.putArray("definitions");
        for (JsonNode one :
                operator.ok("GET", "/servers/" + id + "/definitions?limit=100", "").path("items")) {
            all.addObject()
                    .put("id", one.path("id").asText())
                    .put("hash", one.path("hash").asText())
                    .put("class", "read");
        }
        operator.ok("POST", "/servers/" + id + "/definitions/approve", approval.toString());
    }

    private String look(String id) {
        return operator.ok("POST", "/servers/" + id + "/definitions/look", "")
                .path("outcome")
                .asText();
    }

    private String test(String id) {
        return operator.ok("POST", "/servers/" + id + "/test", "").path("outcome").asText();
    }

    /// What the next look of the registry itself finds. Servers of other tests are not waited for.
    private String health(String id) {
        operator.world()
                .write("UPDATE gateway.server SET health_at = now() WHERE server_id <> ?", id);
        operator.world()
                .write(
                        "UPDATE gateway.server SET health_at = '2000-01-01', checking_until = NULL"
                                + " WHERE server_id = ?",
                        id);
        JsonNode health = JSON.createObjectNode();
        for (int i = 0; i < 400 && !isNew(health.path("checked_at").asText()); i++) {
            AuditTrail.pause();
            health = operator.ok("GET", "/servers/" + id, "").path("health");
        }
        assertTrue(isNew(health.path("checked_at").asText()), "nobody looked: " + health);
        return health.toString();
    }

    private static boolean isNew(String at) {
        return !at.isEmpty() && !at.startsWith("2000");
    }

    private static boolean failed(McpClient.Answer answer) {
        return answer.result().path("isError").asBoolean();
    }

    /// V15, G7: the owner allowed the name to be in their own network; that lets nothing through to
    /// what is special, neither in a call nor a look, a test or a health check.
    @Test
    void a_name_that_turns_to_a_special_address_is_connected_to_by_nothing() {
        String id = used();
        int before = inside.requests().size();
        TestNames.lead(name, THIS_NETWORK);
        McpClient.Answer answer = operator.whole().tool("turns_exact", "{}").send();
        assertTrue(failed(answer), answer.toString());
        assertFalse(answer.http().body().contains(THIS_NETWORK), answer.toString());
        assertEquals("transport", look(id));
        assertEquals("transport", test(id));
        assertTrue(health(id).contains("transport"));
        assertEquals(before, inside.requests().size());

        TestNames.lead(name, LOOPBACK);
        assertFalse(failed(operator.whole().tool("turns_exact", "{}").send()), "it was the name");
    }

    /// V15, G7: what was reached with an owner's leave and is now wanted at public addresses only
    /// is not connected to when its name leads inside.
    @Test
    void a_name_that_turns_private_is_connected_to_by_nothing_without_an_owners_leave() {
        String id = used();
        String elsewhere = "https://" + name + ":" + listener.port() + "/mcp";
        change(id, elsewhere, false);
        assertEquals("transport", test(id));
        McpClient.Answer answer = operator.whole().tool("turns_exact", "{}").send();
        assertTrue(failed(answer) || answer.error() != 0, answer.toString());
        assertEquals("transport", look(id));
        assertTrue(health(id).contains("transport"));
        assertEquals(0, listener.connections());

        change(id, elsewhere, true);
        assertEquals("tls", test(id), "it was the address");
        assertTrue(listener.connections() > 0);
    }

    private void change(String id, String address, boolean inNetwork) {
        var edit = JSON.createObjectNode().put("address", address);
        edit.put("private_allowed", inNetwork);
        operator.ok("PATCH", "/servers/" + id, edit.toString());
        operator.approve(id);
    }

    /// D6, V15: a request to a service is judged like one to any server.
    @Test
    void a_service_whose_name_turns_is_sent_nothing() {
        TestNames.lead(name, LOOPBACK);
        listener.answers("/v1/pets", TlsHost.json("{\"name\": \"Rex\"}"));
        String address = "http://" + name + ":" + listener.port() + "/v1";
        String id = register(draft("pets", address, true).put("transport", "api"));
        approve(id);
        String arguments = "{\"path\":\"/pets\"}";
        assertTrue(operator.whole().tool("pets_get", arguments).send().toString().contains("Rex"));
        int before = listener.connections();
        TestNames.lead(name, THIS_NETWORK);
        McpClient.Answer answer = operator.whole().tool("pets_get", arguments).send();
        assertTrue(failed(answer), answer.toString());
        assertEquals(before, listener.connections());
    }

    /// V15, G7, K14: the name turns between the server's answer and the look at its metadata.
    @Test
    void discovery_follows_no_name_that_turned() {
        try (var metadata = TlsHost.plain()) {
            TestNames.lead(name, LOOPBACK);
            var challenge =
                    TlsHost.raw(
                            401,
                            "text/plain",
                            "who?",
                            "WWW-Authenticate: Bearer resource_metadata=\"http://"
                                    + name
                                    + ":"
                                    + metadata.port()
                                    + "/about\"");
            listener.answers("/mcp", challenge);
            discover();
            assertTrue(metadata.connections() > 0, "its metadata are looked for");
            int before = metadata.connections();
            listener.answers(
                    "/mcp",
                    (request, out) -> {
                        TestNames.lead(name, THIS_NETWORK);
                        challenge.to(request, out);
                    });
            assertFalse(discover().has("authorization"));
            assertEquals(before, metadata.connections());
            int knocks = listener.connections();
            assertFalse(discover().path("found").asBoolean());
            assertEquals(knocks, listener.connections());
        }
    }

    private JsonNode discover() {
        var asked =
                JSON.createObjectNode()
                        .put("address", "http://" + name + ":" + listener.port() + "/mcp")
                        .put("private_allowed", true);
        return operator.ok("POST", "/servers/discover", asked.toString());
    }
}
