package dev.carnet.mcp.authclient;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.carnet.shared.workspace.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/// Proofs that this is mcp-server (RFC 7523 §2.2), each for one use. The audience is the issuer and
/// nothing else, so that no other endpoint could be tricked into accepting one.
final class ClientAssertions {

    private static final Duration LIFE = Duration.ofSeconds(60);

    private final ServiceKey key;
    private final String issuer;
    private final Clock clock;

    /// @param issuer of auth-server, byte for byte
    ClientAssertions(ServiceKey key, String issuer, Clock clock) {
        this.key = key;
        this.issuer = issuer;
        this.clock = clock;
    }

    /// A fresh assertion.
    String next() {
        Instant now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(ServiceKey.CLIENT_ID)
                        .subject(ServiceKey.CLIENT_ID)
                        .audience(issuer)
                        .jwtID(Ids.characters(32))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)))
                        .build();
        return sign(claims);
    }

    private String sign(JWTClaimsSet claims) {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.pair().getKeyID())
                        .build();
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key.pair()));
            return jwt.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException("the service key cannot sign", broken);
        }
    }
}
