package dev.carnet.mcp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.upstream.Use;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class AssertionsTest {

    private static final String AUDIENCE = "https://notes.example/mcp";

    @Inject Assertions assertions;

    private static Caller agent() {
        return new Caller(
                "ws_1",
                "agt_1",
                Role.MEMBER,
                Set.of(Scope.READ),
                new Caller.Credential.Passport(
                        "psp_1", "agt_1", "prs_1", "pss_1", "read", 1, Instant.now()),
                Optional.empty());
    }

    private static Optional<Use.Act> call(String tool, ObjectNode arguments) {
        return Optional.of(new Use.Act.Call(tool, Json.object(), arguments));
    }

    private SignedJWT word(Optional<Use.Act> act) throws Exception {
        return SignedJWT.parse(
                assertions.of(agent(), AUDIENCE, act).await().atMost(Duration.ofSeconds(10)));
    }

    private static JWKSet published() throws Exception {
        String mcp = World.current().mcpUrl();
        return JWKSet.load(URI.create(mcp.replace("/mcp", AssertionKeys.PATH)).toURL());
    }

    @Test
    void a_server_checks_it_with_the_published_key() throws Exception {
        var arguments = JsonNodeFactory.instance.objectNode().put("id", 7);
        SignedJWT word = word(call("read_note", arguments));
        var key = published().getKeyByKeyId(word.getHeader().getKeyID()).toECKey();
        assertFalse(key.isPrivate());
        assertTrue(word.verify(new ECDSAVerifier(key)));
        var claims = word.getJWTClaimsSet();
        assertEquals("carnet-assertion+jwt", word.getHeader().getType().getType());
        assertEquals(World.current().mcpUrl(), claims.getIssuer());
        assertEquals(List.of(AUDIENCE), claims.getAudience());
        assertEquals("prs_1", claims.getSubject());
        assertEquals(Map.of("sub", "agt_1"), claims.getClaim("act"));
        assertEquals("ws_1", claims.getStringClaim("workspace"));
        assertEquals("read_note", claims.getStringClaim("tool"));
        assertEquals(sha256("{\"id\":7}"), claims.getStringClaim("arguments_sha256"));
        assertEquals(
                claims.getIssueTime().toInstant().plusSeconds(60),
                claims.getExpirationTime().toInstant());
    }

    /// K4: as RFC 8785 writes them, in whatever order and form they came.
    @Test
    void the_digest_is_one_that_others_can_compute() throws Exception {
        var arguments =
                Json.parse(
                        "{\"z\":[1.50,100,1e2,-0.0],\"a\":{\"é\":\"\\u00e9\",\"B\":null},\"n\":1e20}");
        assertEquals(
                sha256(
                        "{\"a\":{\"B\":null,\"é\":\"é\"},\"n\":100000000000000000000,\"z\":[1.5,100,100,0]}"),
                word(call("x", arguments)).getJWTClaimsSet().getStringClaim("arguments_sha256"));
    }

    @Test
    void prompts_and_resources_are_named_as_well() throws Exception {
        var prompt = word(Optional.of(new Use.Act.Get("hello", Json.object()))).getJWTClaimsSet();
        assertEquals("hello", prompt.getStringClaim("prompt"));
        assertEquals(sha256("{}"), prompt.getStringClaim("arguments_sha256"));
        var resource = word(Optional.of(new Use.Act.Read("note:1"))).getJWTClaimsSet();
        assertEquals("note:1", resource.getStringClaim("resource"));
        assertTrue(resource.getClaim("tool") == null && resource.getClaim("prompt") == null);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void other_arguments_have_another_digest_and_every_word_its_own_name() throws Exception {
        var one = JsonNodeFactory.instance.objectNode().put("id", 1);
        var two = JsonNodeFactory.instance.objectNode().put("id", 2);
        var first = word(call("x", one)).getJWTClaimsSet();
        var second = word(call("x", two)).getJWTClaimsSet();
        assertFalse(
                first.getStringClaim("arguments_sha256")
                        .equals(second.getStringClaim("arguments_sha256")));
        assertFalse(first.getJWTID().equals(second.getJWTID()));
        assertTrue(word(Optional.empty()).getJWTClaimsSet().getClaim("tool") == null);
    }
}
