package dev.carnet.journeys.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import dev.carnet.bench.person.RestApi;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A proof that somebody copied on its way, at two processes that share nothing but PostgreSQL.
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class ReplayedProofTest {

    private static final int ROUNDS = 50;
    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";
    private static final String MESSAGE =
            """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{},
             "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                      "io.modelcontextprotocol/clientCapabilities":{}}}}
            """;

    private final Running running;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Holder holder = Holder.fresh();

    ReplayedProofTest(Running running) throws JOSEException {
        this.running = running;
    }

    /// V35, RFC 9449 §11.1: shown to all replicas at the same moment, one of them takes it; shown
    /// again later, none does.
    @Test
    void a_proof_that_is_shown_to_both_replicas_counts_at_one() throws Exception {
        String token = token();
        int decided = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String proof = holder.proof("POST", running.mcp(), token);
            List<Integer> both = both(token, proof);
            if (!both.contains(503)) {
                decided++;
                assertEquals(1, Collections.frequency(both, 200), "round " + round);
                assertEquals(both.size() - 1, Collections.frequency(both, 401), "round " + round);
            }
            assertFalse(both(token, proof).contains(200), "round " + round);
        }
        assertTrue(decided > ROUNDS / 2, decided + " rounds were decided");
    }

    private List<Integer> both(String token, String proof) {
        return running.replicas().stream()
                .map(replica ->
                        http.sendAsync(call(replica, token, proof), BodyHandlers.discarding()))
                .toList()
                .stream()
                .map(answer -> answer.join().statusCode())
                .sorted()
                .toList();
    }

    private static HttpRequest call(String replica, String token, String proof) {
        return HttpRequest.newBuilder(URI.create(replica))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "DPoP " + token)
                .header("DPoP", proof)
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "whoami")
                .POST(BodyPublishers.ofString(MESSAGE))
                .build();
    }

    /// A token of a client of the workspace, bound to the key.
    private String token() throws Exception {
        String operator = running.owner().authorize(running.api(), EVERYTHING).access();
        var draft = Cast.object().put("client_name", "Bound").put("dpop_bound_access_tokens", true);
        draft.putArray("resources").add(running.mcp());
        JsonNode made = new RestApi(running.issuer(), operator).post("/clients", draft).expect(201);
        String form =
                "grant_type=client_credentials&client_id="
                        + made.path("client_id").asText()
                        + "&client_secret="
                        + made.path("client_secret").asText();
        String url = running.issuer() + "/token";
        var basic =
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("DPoP", holder.proof("POST", url, ""))
                        .POST(BodyPublishers.ofString(form))
                        .build();
        var answer = http.send(basic, BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return Cast.JSON.readTree(answer.body()).path("access_token").asText();
    }
}
