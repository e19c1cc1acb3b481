package dev.carnet.shared.proof;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;

/// Which keys may prove something, and with which algorithms.
public final class ProofKeys {

    /// Asymmetric, and what FAPI 2.0 §5.4.1 allows. `Ed25519` is the name RFC 9864 gives to the one
    /// curve that `EdDSA` means here.
    public static final List<String> ALGORITHMS = List.of("ES256", "PS256", "EdDSA", "Ed25519");

    private ProofKeys() {}

    static boolean isKnown(JWSAlgorithm algorithm) {
        return ALGORITHMS.contains(algorithm.getName());
    }

    /// Whether the key is of a usable kind and signed the proof with an algorithm of its own.
    static boolean signed(JWSObject proof, JWK key) {
        try {
            JWSVerifier verifier = verifier(key);
            return verifier.supportedJWSAlgorithms().contains(proof.getHeader().getAlgorithm())
                    && proof.verify(verifier);
        } catch (JOSEException notUsable) {
            return false;
        }
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return switch (key) {
            case ECKey ec when ec.getCurve().equals(Curve.P_256) -> new ECDSAVerifier(ec);
            case RSAKey rsa when isModerate(rsa) -> new RSASSAVerifier(rsa);
            case OctetKeyPair pair when pair.getCurve().equals(Curve.Ed25519) ->
                    new Ed25519Verifier(pair);
            default -> throw new JOSEException("not a kind that is accepted");
        };
    }

    private static boolean isModerate(RSAKey key) {
        return key.size() >= ProofLimits.RSA_MIN_BITS
                && key.size() <= ProofLimits.RSA_MAX_BITS
                && key.getPublicExponent().decodeToBigInteger().bitLength()
                        <= ProofLimits.RSA_EXPONENT_BITS;
    }

    /// The key's thumbprint (RFC 7638), as `cnf.jkt` has it.
    static String thumbprint(JWK key) throws BadProof {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException notUsable) {
            throw new BadProof("proof_key", "jwk is not usable");
        }
    }
}
