package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server that trusts Carnet's word, and checks it as a stranger's program would: with nothing
/// but the published key, the request that came, and JSON.
@QuarkusTest
@Timeout(60)
@WithTestResource(TestCarnet.Mcp.class)
class AssertedCallsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestUpstream upstream = TestUpstream.current();
    private final Operator operator = Operator.fresh();

    @AfterEach
    void close() {
        upstream.close();
    }

    private void offered(String toolClass) {
        String id =
                operator.ok(
                                "POST",
                                "/servers",
                                "{'name':'Trusting','slug':'trusting','address':'%s','private_allowed':true,'authentication':{'kind':'carnet_assertion'}}"
                                        .formatted(upstream.url()))
                        .path("id")
                        .asText();
        operator.approve(id);
        operator.ok("POST", "/servers/" + id + "/definitions/look", "");
        JsonNode echo =
                operator.ok("GET", "/servers/" + id + "/definitions?limit=100", "")
                        .path("items")
                        .valueStream()
                        .filter(one -> one.path("name").asText().equals("echo"))
                        .findFirst()
                        .orElseThrow();
        operator.ok(
                "POST",
                "/servers/" + id + "/definitions/approve",
                "{'definitions':[{'id':'%s','hash':'%s','class':'%s'}]}"
                        .formatted(
                                echo.path("id").asText(), echo.path("hash").asText(), toolClass));
    }

    private List<TlsHost.Request> calls() {
        return upstream.requests().stream()
                .filter(one -> body(one).path("method").asText().equals("tools/call"))
                .toList();
    }

    private static JsonNode body(TlsHost.Request request) {
        try {
            return JSON.readTree(request.body());
        } catch (java.io.IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static SignedJWT word(TlsHost.Request request) throws Exception {
        return SignedJWT.parse(
                request.header("Authorization").orElseThrow().substring("Bearer ".length()));
    }

    /// What a careful server asks before it acts.
    private boolean holds(SignedJWT word, String audience, String tool, String arguments)
            throws Exception {
        var keys =
                JWKSet.load(
                        URI.create(
                                        operator.world()
                                                .mcpUrl()
                                                .replace(
                                                        "/mcp",
                                                        "/.well-known/carnet-assertion-keys.json"))
                                .toURL());
        var claims = word.getJWTClaimsSet();
        String digest =
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(arguments.getBytes(StandardCharsets.UTF_8)));
        return word.verify(
                        new ECDSAVerifier(
                                keys.getKeyByKeyId(word.getHeader().getKeyID()).toECKey()))
                && claims.getAudience().equals(List.of(audience))
                && claims.getExpirationTime().toInstant().isAfter(Instant.now())
                && tool.equals(claims.getStringClaim("tool"))
                && digest.equals(claims.getStringClaim("arguments_sha256"));
    }

    /// K4: who, for which server, to do what, with which arguments.
    @Test
    void a_server_can_check_what_was_decided() throws Exception {
        offered("read");
        var answer = operator.whole().tool("trusting_echo", "{'text':'a','more':[2,1.50]}").send();
        assertEquals(0, answer.error(), answer.toString());
        assertEquals(1, calls().size());
        SignedJWT word = word(calls().getFirst());
        String arguments = "{\"more\":[2,1.5],\"text\":\"a\"}";
        assertTrue(holds(word, upstream.url(), "echo", arguments), word.getPayload().toString());
        assertEquals(operator.owner(), word.getJWTClaimsSet().getSubject());
        assertFalse(holds(word, upstream.url(), "echo", arguments.replace("\"a\"", "\"b\"")));
        assertFalse(holds(word, upstream.url(), "exact", arguments), "another tool");
        assertFalse(holds(word, upstream.url(), "trusting_echo", arguments));
        assertFalse(holds(word, upstream.url() + "/v2", "echo", arguments), "another server");
        operator.whole().tool("trusting_echo", "{'text':'a','more':[2,1.50]}").send();
        assertFalse(
                word(calls().getLast())
                        .getJWTClaimsSet()
                        .getJWTID()
                        .equals(word.getJWTClaimsSet().getJWTID()),
                "every call has a word of its own");
    }

    /// K4: what was decided against, or needs a person first, is vouched for by nothing.
    @Test
    void no_word_is_given_for_what_is_refused() throws Exception {
        offered("destructive");
        McpClient.Answer answer = operator.whole().tool("trusting_echo", "{'text':'a'}").send();
        assertTrue(answer.error() != 0, answer.toString());
        assertEquals(List.of(), calls());
        var vouched =
                upstream.requests().stream()
                        .filter(one -> one.header("Authorization").isPresent())
                        .toList();
        assertFalse(vouched.isEmpty());
        for (TlsHost.Request request : vouched) {
            var claims = word(request).getJWTClaimsSet();
            assertTrue(claims.getClaim("tool") == null, "for looking only: " + claims);
            assertTrue(claims.getClaim("arguments_sha256") == null);
        }
    }
}
