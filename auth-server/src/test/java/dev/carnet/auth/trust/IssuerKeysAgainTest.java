package dev.carnet.auth.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.auth.trust.IssuerKeys.Word;
import dev.carnet.shared.fetch.HeldFetches;
import dev.carnet.testing.TestAuthority;
import dev.carnet.testing.TlsHost;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys of an issuer that change while the old ones are held.
class IssuerKeysAgainTest {

    private static final String NAME = "keys.example";
    private static final Duration WAIT = Duration.ofSeconds(20);

    private static final TrustedIssuer ISSUER =
            new TrustedIssuer(
                    "ws_1",
                    "tis_1",
                    "id-jag",
                    "Company",
                    "https://idp.example",
                    Optional.empty(),
                    Optional.of("https://keys.example/jwks"),
                    List.of("ES256"),
                    List.of("carnet:read"),
                    false,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    TrustedIssuer.ACTIVE,
                    Instant.parse("2026-11-20T08:00:00Z"),
                    1);

    @TempDir private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Hands clock = new Hands();

    /// A clock that a test sets.
    private static final class Hands extends Clock {

        private Instant now = Instant.parse("2026-11-20T08:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void
            a_set_that_lacks_the_key_is_fetched_again_after_half_a_minute_and_what_is_gone_counts_no_more()
                    throws JOSEException {
        ECKey old = key("old");
        ECKey next = key("next");
        TestAuthority authority = TestAuthority.fresh(folder).sign(NAME);
        try (var host = TlsHost.start(authority.host())) {
            var keys = new IssuerKeys(HeldFetches.of(vertx, authority, NAME, host, clock));
            publish(host, old);
            assertInstanceOf(Word.Signed.class, word(keys, old));
            publish(host, next);
            assertInstanceOf(Word.Unsigned.class, word(keys, next));
            assertEquals(1, host.requests().size());
            clock.now = clock.now.plusSeconds(31);
            assertInstanceOf(Word.Signed.class, word(keys, next));
            assertEquals(2, host.requests().size());
            assertInstanceOf(Word.Unsigned.class, word(keys, old));
        }
    }

    /// The set that is held counts on while its host is away; a set nobody ever had does not.
    @Test
    void what_is_held_counts_on_while_the_host_is_away() throws JOSEException {
        ECKey old = key("old");
        TestAuthority authority = TestAuthority.fresh(folder).sign(NAME);
        var host = TlsHost.start(authority.host());
        var keys = new IssuerKeys(HeldFetches.of(vertx, authority, NAME, host, clock));
        publish(host, old);
        assertInstanceOf(Word.Signed.class, word(keys, old));
        host.close();
        clock.now = clock.now.plusSeconds(31);
        assertInstanceOf(Word.Unsigned.class, word(keys, key("next")));
        assertInstanceOf(Word.Signed.class, word(keys, old));
        clock.now = clock.now.plus(Duration.ofHours(2));
        assertInstanceOf(Word.Unreachable.class, word(keys, old));
    }

    private static Word word(IssuerKeys keys, ECKey by) throws JOSEException {
        return keys.word(ISSUER, assertion(by), "198.51.100.7").await().atMost(WAIT);
    }

    private static void publish(TlsHost host, ECKey key) {
        host.answers("/jwks", TlsHost.json(new JWKSet(key.toPublicJWK()).toString(true)));
    }

    private static ECKey key(String kid) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    }

    private static Assertion assertion(ECKey by) throws JOSEException {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(by.getKeyID())
                        .type(new JOSEObjectType("oauth-id-jag+jwt"));
        var jwt = new SignedJWT(header.build(), new JWTClaimsSet.Builder().subject("a").build());
        jwt.sign(new ECDSASigner(by));
        return Assertion.parse(jwt.serialize());
    }
}
