package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWKSet;
import dev.carnet.shared.change.ChangeBody.Revoked;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestClaims;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Somebody's own MCP server that has its requests made by Carnet.
@QuarkusTest
@Timeout(90)
@WithTestResource(TestCarnet.Mcp.class)
class OwnServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Operator operator = Operator.fresh();
    private final World world = operator.world();
    private final String agent = world.agent(operator.workspace(), operator.owner());
    private TinyService service;
    private ExampleServer example;
    private String server = "";

    @BeforeEach
    void open() throws IOException {
        service = TinyService.open();
        example =
                ExampleServer.open(
                        new JWKSet(world.signingKey().key().toPublicJWK()),
                        world.issuer(),
                        world.mcpUrl());
        server = connect();
    }

    @AfterEach
    void close() {
        example.close();
        service.close();
    }

    private String connect() {
        ObjectNode asked = JSON.createObjectNode();
        asked.put("name", "Tiny").put("slug", "tiny").put("transport", "api");
        asked.put("address", service.address()).put("secret", "sk-of-the-workspace");
        asked.put("private_allowed", true).putObject("authentication").put("kind", "workspace_key");
        String id = operator.ok("POST", "/servers", asked.toString()).path("id").asText();
        operator.approve(id);
        operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        var body = JSON.createObjectNode();
        var all = body.putArray("definitions");
        for (var one :
                operator.ok("GET", "/servers/" + id + "/definitions?limit=100", "").path("items")) {
            all.addObject()
                    .put("id", one.path("id").asText())
                    .put("hash", one.path("hash").asText())
                    .put("class", "read");
        }
        operator.ok("POST", "/servers/" + id + "/definitions/approve", body.toString());
        return id;
    }

    private TestClaims passport() {
        return world.claims(operator.workspace(), operator.owner())
                .passport(agent, operator.owner());
    }

    private McpClient.Answer call(String passport) {
        McpClient client = McpClient.of(example.url()).bearer(passport);
        McpClient.Answer answer = client.tool("latest_pet", "{}").send();
        for (int i = 0; i < 100 && answer.status() == 503; i++) {
            AuditTrail.pause();
            answer = client.tool("latest_pet", "{}").send();
        }
        return answer;
    }

    /// L5: its tool works with its caller's passport and Carnet's credential; killing the passport
    /// makes the next call fail, though it would still be valid offline.
    @Test
    void a_killed_passport_ends_what_ones_own_server_may_do() throws Exception {
        String passport = world.token(passport());
        McpClient.Answer answer = call(passport);
        assertEquals(200, answer.status(), answer.toString());
        assertEquals(TinyService.ANSWER, answer.result().at("/content/1/text").asText());
        assertFalse(answer.toString().contains("sk-of-the-workspace"));
        assertEquals("Bearer sk-of-the-workspace", service.last().headers().get("Authorization"));

        int before = service.count();
        kill(passport);
        assertEquals(401, call(passport).status());
        assertEquals(before, service.count());
        assertEquals(200, call(world.token(passport())).status());
    }

    private void kill(String passport) throws Exception {
        String jti =
                JSON.readTree(JWSObject.parse(passport).getPayload().toString())
                        .path("jti")
                        .asText();
        world.change(
                operator.workspace(),
                new Revoked("passport", jti, "test", Instant.now().plusSeconds(3600)),
                """
                INSERT INTO auth.revocation (workspace_id, type, id, seq, reason, keep_until)
                VALUES (?, 'passport', ?, (SELECT seq + 1 FROM feed.head), 'test',
                    now() + interval '1 hour')
                """,
                operator.workspace(),
                jti);
    }

    /// D4: an agent has what it was given, until it is taken back.
    @Test
    void what_is_taken_back_from_an_agent_is_refused() {
        String server = operator.ok("GET", "/servers?slug=tiny", "").at("/items/0/id").asText();
        String toolset =
                operator.ok(
                                "POST",
                                "/toolsets",
                                "{'slug':'some','name':'Some','members':[{'server_id':'%s'}]}"
                                        .formatted(server))
                        .path("id")
                        .asText();
        assertEquals(0, pets(call(world.token(passport()))));
        String assignment =
                operator.ok(
                                "POST",
                                "/toolsets/" + toolset + "/assignments",
                                "{'type':'agent','target':'%s'}".formatted(agent))
                        .path("id")
                        .asText();
        assertEquals(1, pets(call(world.token(passport()))));
        operator.ok("DELETE", "/toolsets/%s/assignments/%s".formatted(toolset, assignment), "");
        assertEquals(0, pets(call(world.token(passport()))));
        assertEquals(1, service.count());
    }

    private static int pets(McpClient.Answer answer) {
        return answer.toString().contains("Rex") ? 1 : 0;
    }

    /// L5: what is no passport for this Carnet is refused offline.
    @Test
    void what_is_no_passport_is_refused_before_carnet_is_asked() {
        String good = world.token(passport());
        int dot = good.lastIndexOf('.') + 1;
        String flipped =
                good.substring(0, dot)
                        + (good.charAt(dot) == 'A' ? 'B' : 'A')
                        + good.substring(dot + 1);
        for (String bad :
                new String[] {
                    flipped,
                    "nonsense",
                    world.token(passport().audience("https://other.example/mcp")),
                    world.token(passport().issuer("https://other.example")),
                    world.token(world.claims(operator.workspace(), operator.owner()))
                }) {
            assertEquals(401, call(bad).status());
        }
        assertEquals(0, service.count());
    }

    /// D5, D9: what the connection's own headers say is taken out of answers like a credential; not
    /// what is short, and not what names a version.
    @Test
    void a_service_that_echoes_gives_no_header_of_its_connection_away() {
        operator.ok(
                "PUT",
                "/servers/" + server + "/terms",
                "{'headers':{'X-Tenant':'tenant-key-4711','X-Short':'abc-123',"
                        + "'X-Api-Version':'2022-11-28'}}");
        String asked = "{\"method\":\"GET\",\"path\":\"/echo\"}";
        var answer =
                Operator.patiently(() -> operator.whole().tool("tiny_proxy_request", asked).send());
        assertEquals("tenant-key-4711", service.last().headers().get("X-Tenant"));
        var said = answer.result().at("/structuredContent/body");
        assertEquals("[removed: credential]", said.path("X-tenant").asText(), answer.toString());
        assertEquals("abc-123", said.path("X-short").asText());
        assertEquals("2022-11-28", said.path("X-api-version").asText());
        assertFalse(answer.toString().contains("4711"), answer.toString());
        var entry = AuditTrail.of(world, operator.workspace()).events("tool.result.filtered");
        assertEquals("credential", entry.getLast().path("why").asText());
    }
}
