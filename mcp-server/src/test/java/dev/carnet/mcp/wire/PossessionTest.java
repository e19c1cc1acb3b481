package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.testing.DpopKey;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.McpClient.Answer;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tokens that are bound to a key (RFC 9449 §7), at the MCP endpoint and the API beside it.
@QuarkusTest
@Timeout(120)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class PossessionTest {

    private static final int ROUNDS = Rounds.COUNT;

    private final World world = World.current();
    private final String url = world.mcpUrl();
    private final People people = People.fresh();
    private final DpopKey key = DpopKey.fresh();
    private final String bound = world.token(people.claims().boundTo(key.thumbprint()));

    private McpClient client() {
        return McpClient.of(url);
    }

    private static Answer discover(McpClient client) {
        return client.call("server/discover", "{}").send();
    }

    private Answer with(DpopKey.Proof proof) {
        return discover(client().dpop(key, bound).with("DPoP", proof.sign()));
    }

    private DpopKey.Proof good() {
        return key.proof("POST", url).token(bound);
    }

    private static void refused(Answer answer, String challenge) {
        assertEquals(401, answer.status(), answer::toString);
        assertTrue(answer.header("WWW-Authenticate").contains(challenge), answer::toString);
        assertTrue(answer.header("WWW-Authenticate").contains("resource_metadata=\"http"));
        assertTrue(answer.header("WWW-Authenticate").contains("DPoP "));
        assertTrue(answer.header("WWW-Authenticate").contains("algs=\"ES256 PS256"));
        assertEquals("no-store", answer.header("Cache-Control"));
    }

    @Test
    void a_bound_token_with_its_proof_may_do_everything() {
        var client = client().dpop(key, bound);
        assertEquals(200, discover(client).status());
        var answer = client.tool("hello", "{}").send();
        assertEquals(200, answer.status(), answer::toString);
    }

    /// V27, RFC 9449 §7.2: whoever only has the token has nothing.
    @Test
    void a_bound_token_sent_as_a_bearer_token_is_refused() {
        refused(discover(client().bearer(bound)), "error=\"invalid_token\"");
        refused(
                discover(client().with("Authorization", "DPoP " + bound)),
                "error=\"invalid_dpop_proof\"");
    }

    /// C8: a passport that is bound to a key is used with its proof, or not at all.
    @Test
    void a_bound_passport_is_nobodys_as_a_bearer_token() {
        String agent = world.agent(people.workspace(), people.owner());
        String passport =
                world.token(
                        people.claims().passport(agent, people.owner()).boundTo(key.thumbprint()));
        refused(discover(client().bearer(passport)), "error=\"invalid_token\"");
        refused(discover(client().dpop(DpopKey.fresh(), passport)), "invalid_dpop_proof");
        assertEquals(200, discover(client().dpop(key, passport)).status());
    }

    @Test
    void a_bearer_token_under_the_other_scheme_is_refused() {
        String bearer = world.token(people.claims());
        refused(discover(client().dpop(key, bearer)), "error=\"invalid_token\"");
        String apiKey = world.key(people.workspace(), people.owner(), true, true).text();
        refused(discover(client().dpop(key, apiKey)), "error=\"invalid_token\"");
        assertEquals(200, discover(client().bearer(bearer)).status());
    }

    /// RFC 9449 §4.3, at a resource.
    @Test
    void a_proof_that_does_not_hold_is_refused() {
        String error = "error=\"invalid_dpop_proof\"";
        refused(with(DpopKey.fresh().proof("POST", url).token(bound)), error);
        refused(with(key.proof("POST", url)), error);
        refused(with(key.proof("POST", url).token(bound + "x")), error);
        refused(with(key.proof("GET", url).token(bound)), error);
        refused(with(key.proof("POST", url + "/").token(bound)), error);
        refused(with(key.proof("POST", world.issuer() + "/token").token(bound)), error);
        refused(with(good().at(Instant.now().minusSeconds(400))), error);
        refused(with(good().at(Instant.now().plusSeconds(60))), error);
        refused(with(good().type("jwt")), error);
        refused(with(good().claim("jti", "")), error);
        assertEquals(200, with(good().at(Instant.now().minusSeconds(200))).status());
    }

    /// V40: not even a name this server answers to is what a proof has to be for.
    @Test
    void the_url_comes_from_configuration() {
        String alias = url.replace("127.0.0.1", "localhost");
        refused(with(key.proof("POST", alias).token(bound)), "error=\"invalid_dpop_proof\"");
    }

    @Test
    void the_header_stands_there_once() {
        String token = "Authorization: DPoP " + bound;
        String proof = "DPoP: " + good().sign();
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        try (var raw = RawHttp.open(url)) {
            assertEquals(
                    401,
                    raw.send("POST", "/mcp", ping, token, proof, "DPoP: " + good().sign())
                            .status());
        }
    }

    /// RFC 9449 §9.
    @Test
    void a_nonce_that_is_not_ours_is_answered_with_one_that_is() {
        var answer = with(good().nonce("made-up"));
        refused(answer, "error=\"use_dpop_nonce\"");
        String nonce = answer.header("DPoP-Nonce");
        assertFalse(nonce.isEmpty());
        assertEquals(200, with(good().nonce(nonce)).status());
    }

    /// V35: the same proof twice at once: one answer, two hundred times.
    @Test
    void of_one_proof_sent_twice_at_once_one_counts() throws InterruptedException {
        int unable = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var twice = client().dpop(key, bound).with("DPoP", good().sign());
            var answers = new ConcurrentLinkedQueue<Integer>();
            var first = Thread.startVirtualThread(() -> answers.add(discover(twice).status()));
            var second = Thread.startVirtualThread(() -> answers.add(discover(twice).status()));
            first.join();
            second.join();
            if (answers.contains(503) && unable++ < ROUNDS) {
                // A busy machine could not decide: nothing was tried.
                round--;
                continue;
            }
            assertEquals(
                    1,
                    answers.stream().filter(status -> status == 401).count(),
                    "round " + round + " " + answers);
        }
    }

    /// Whether a proof was used before cannot be known: nobody is let in, and nobody is told that
    /// their proof is wrong.
    @Test
    void while_the_proofs_cannot_be_asked_the_answer_is_to_come_again() throws Exception {
        String api = url.substring(0, url.length() - "/mcp".length()) + "/api/v1/audit?limit=1";
        String token =
                world.token(
                        people.claims()
                                .audience(url.replace("/mcp", "/api/v1"))
                                .boundTo(key.thumbprint()));
        world.write("REVOKE INSERT ON gateway.proof FROM carnet_mcp");
        try {
            // A bug of ours is no outage, but lets nobody in either.
            assertEquals(500, with(good()).status());
            assertEquals(500, McpClient.of(api).dpop(key, token).send("GET", "").status());
        } finally {
            world.write("GRANT INSERT ON gateway.proof TO carnet_mcp");
        }
        try (var connection = world.owner().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE gateway.proof IN ACCESS EXCLUSIVE MODE");
            var there = McpClient.of(api).dpop(key, token);
            var meanwhile = CompletableFuture.supplyAsync(() -> there.send("GET", ""));
            comeAgain(with(good()));
            comeAgain(meanwhile.join());
            connection.rollback();
        }
        assertEquals(200, with(good()).status());
    }

    private static void comeAgain(Answer answer) {
        assertEquals(503, answer.status(), answer::toString);
        assertEquals("1", answer.header("Retry-After"), answer::toString);
        assertEquals("", answer.header("WWW-Authenticate"));
    }

    /// The API is a resource of its own, with the same door.
    @Test
    void the_api_beside_it_takes_bound_tokens_the_same_way() {
        String api = url.substring(0, url.length() - "/mcp".length()) + "/api/v1";
        String query = api + "/audit";
        String token = world.token(people.claims().audience(api).boundTo(key.thumbprint()));
        var client = McpClient.of(query + "?limit=1");
        assertEquals(200, client.dpop(key, token).send("GET", "").status());
        String proof = key.proof("GET", query).token(token).sign();
        var once = client.dpop(key, token).with("DPoP", proof);
        assertEquals(200, once.send("GET", "").status());
        assertEquals(401, once.send("GET", "").status());
        assertEquals(401, client.bearer(token).send("GET", "").status());
        assertEquals(
                401,
                client.dpop(key, token)
                        .with("DPoP", key.proof("GET", url).token(token).sign())
                        .send("GET", "")
                        .status());
    }

    @Test
    void metadata_says_what_a_proof_may_be_signed_with() {
        String well = url.replace("/mcp", "/.well-known/oauth-protected-resource/mcp");
        var metadata = McpClient.of(well).send("GET", "").last();
        assertEquals(
                "[\"ES256\",\"PS256\",\"EdDSA\",\"Ed25519\"]",
                metadata.path("dpop_signing_alg_values_supported").toString());
        assertFalse(metadata.path("dpop_bound_access_tokens_required").asBoolean(true));
    }

    @Test
    void a_page_may_send_proofs_and_read_nonces() {
        var page = McpClient.of(url).with("Origin", url.replace("/mcp", ""));
        var preflight = page.with("Access-Control-Request-Method", "POST").send("OPTIONS", "");
        assertTrue(preflight.header("Access-Control-Allow-Headers").contains("DPoP"));
        assertTrue(preflight.header("Access-Control-Expose-Headers").contains("DPoP-Nonce"));
    }
}
