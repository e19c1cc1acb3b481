package dev.carnet.auth.signing;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import dev.carnet.shared.token.VerificationKey;
import dev.carnet.shared.workspace.Ids;

/// Makes signing keys.
final class FreshKey {

    private FreshKey() {}

    static JWK of(VerificationKey.Algorithm algorithm) {
        String kid = Ids.fresh("sig");
        try {
            return switch (algorithm) {
                case ES256 ->
                        new ECKeyGenerator(Curve.P_256)
                                .keyID(kid)
                                .keyUse(KeyUse.SIGNATURE)
                                .algorithm(JWSAlgorithm.ES256)
                                .generate();
                case EDDSA ->
                        new OctetKeyPairGenerator(Curve.Ed25519)
                                .keyID(kid)
                                .keyUse(KeyUse.SIGNATURE)
                                .algorithm((Algorithm) JWSAlgorithm.EdDSA)
                                .generate();
            };
        } catch (JOSEException impossible) {
            throw new IllegalStateException("no key could be made", impossible);
        }
    }
}
