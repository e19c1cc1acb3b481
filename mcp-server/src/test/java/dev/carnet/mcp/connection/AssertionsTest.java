package dev.carnet.mcp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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

    private SignedJWT word(Optional<Act> act) throws Exception {
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
        SignedJWT word = word(Optional.of(new Act("read_note", arguments)));
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
        assertEquals(43, claims.getStringClaim("arguments_sha256").length());
        assertEquals(
                claims.getIssueTime().toInstant().plusSeconds(60),
                claims.getExpirationTime().toInstant());
    }

    @Test
    void other_arguments_have_another_digest_and_every_word_its_own_name() throws Exception {
        var one = JsonNodeFactory.instance.objectNode().put("id", 1);
        var two = JsonNodeFactory.instance.objectNode().put("id", 2);
        var first = word(Optional.of(new Act("x", one))).getJWTClaimsSet();
        var second = word(Optional.of(new Act("x", two))).getJWTClaimsSet();
        assertFalse(
                first.getStringClaim("arguments_sha256")
                        .equals(second.getStringClaim("arguments_sha256")));
        assertFalse(first.getJWTID().equals(second.getJWTID()));
        assertTrue(word(Optional.empty()).getJWTClaimsSet().getClaim("tool") == null);
    }
}
