package dev.carnet.mcp.authclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAssertionsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final ServiceKey key = ServiceKey.fresh();
    private final ClientAssertions assertions =
            new ClientAssertions(key, "https://auth.example", Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void the_audience_is_the_issuer_and_nothing_else() throws Exception {
        var claims = SignedJWT.parse(assertions.next()).getJWTClaimsSet();
        assertEquals(List.of("https://auth.example"), claims.getAudience());
        assertEquals(ServiceKey.CLIENT_ID, claims.getIssuer());
        assertEquals(ServiceKey.CLIENT_ID, claims.getSubject());
    }

    @Test
    void lives_a_minute_and_is_never_the_same_twice() throws Exception {
        var claims = SignedJWT.parse(assertions.next()).getJWTClaimsSet();
        assertEquals(Date.from(NOW), claims.getIssueTime());
        assertEquals(Date.from(NOW.plusSeconds(60)), claims.getExpirationTime());
        var next = SignedJWT.parse(assertions.next()).getJWTClaimsSet();
        assertNotEquals(claims.getJWTID(), next.getJWTID());
    }

    @Test
    void the_published_key_verifies_it_and_has_no_private_part() throws Exception {
        var published = ECKey.parse(key.publicJwk());
        var jwt = SignedJWT.parse(assertions.next());
        assertTrue(jwt.verify(new ECDSAVerifier(published)));
        assertEquals(published.getKeyID(), jwt.getHeader().getKeyID());
        assertFalse(published.isPrivate());
        assertFalse(key.toString().contains(key.pair().getD().toString()));
    }
}
