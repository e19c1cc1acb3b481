package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.offer.TestServers;
import dev.carnet.testing.DpopKey;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.McpClient.Answer;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `CARNET_DPOP_NONCE=true`: every proof needs a nonce (RFC 9449 §9).
@QuarkusTest
@Timeout(60)
@TestProfile(TestServers.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class PossessionNonceTest {

    private final World world = World.current();
    private final DpopKey key = DpopKey.fresh();

    @Test
    void a_proof_without_one_is_told_which() {
        var people = People.fresh();
        String token = world.token(people.claims().boundTo(key.thumbprint()));
        Answer first = discover(token, key.proof("POST", world.mcpUrl()).token(token));
        assertEquals(401, first.status());
        assertTrue(first.header("WWW-Authenticate").startsWith("DPoP error=\"use_dpop_nonce\""));
        assertEquals("no-store", first.header("Cache-Control"));
        String nonce = first.header("DPoP-Nonce");
        var again = key.proof("POST", world.mcpUrl()).token(token).nonce(nonce);
        assertEquals(200, discover(token, again).status());
    }

    private Answer discover(String token, DpopKey.Proof proof) {
        return McpClient.of(world.mcpUrl())
                .dpop(key, token)
                .with("DPoP", proof.sign())
                .call("server/discover", "{}")
                .send();
    }
}
