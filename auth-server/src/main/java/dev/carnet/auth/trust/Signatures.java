package dev.carnet.auth.trust;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.carnet.auth.client.ClientKeys;
import java.util.List;

/// Whether keys signed something. The algorithm must be allowed and be the key's own (RFC 8725
/// §3.1); `kid` only chooses among the keys.
final class Signatures {

    private static final int RSA_BITS = 2048;

    private Signatures() {}

    /// Whether the algorithm is among those, and one that is used here at all.
    static boolean admits(List<String> algorithms, JWSObject jws) {
        return algorithms.contains(jws.getHeader().getAlgorithm().getName())
                && ClientKeys.ALGORITHMS.contains(jws.getHeader().getAlgorithm());
    }

    static boolean isSignedBy(JWSObject jws, List<JWK> keys) {
        return keys.stream()
                .filter(key -> isNamed(jws.getHeader(), key))
                .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                .anyMatch(key -> isSignedBy(jws, key));
    }

    private static boolean isNamed(JWSHeader header, JWK key) {
        return header.getKeyID() == null
                || key.getKeyID() == null
                || header.getKeyID().equals(key.getKeyID());
    }

    private static boolean isSignedBy(JWSObject jws, JWK key) {
        try {
            JWSVerifier verifier =
                    switch (key) {
                        case ECKey ec -> new ECDSAVerifier(ec);
                        case OctetKeyPair pair -> new Ed25519Verifier(pair);
                        case RSAKey rsa when rsa.size() >= RSA_BITS -> new RSASSAVerifier(rsa);
                        default -> throw new JOSEException("not a kind that is accepted");
                    };
            return verifier.supportedJWSAlgorithms().contains(jws.getHeader().getAlgorithm())
                    && jws.verify(verifier);
        } catch (JOSEException notUsable) {
            return false;
        }
    }
}
