package dev.carnet.shared.proof;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;

/// Proofs put together from raw text, so that anything can be wrong with them.
record TestProof(JWK key, String algorithm, String header, String payload) {

    static TestProof of(JWK key, String algorithm, String payload) {
        String header =
                "{\"typ\":\"dpop+jwt\",\"alg\":\"%s\",\"jwk\":%s}"
                        .formatted(algorithm, key.toPublicJWK().toJSONString());
        return new TestProof(key, algorithm, header, payload);
    }

    TestProof header(String from, String to) {
        return new TestProof(key, algorithm, changed(header, from, to), payload);
    }

    TestProof payload(String from, String to) {
        return new TestProof(key, algorithm, header, changed(payload, from, to));
    }

    private static String changed(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new IllegalArgumentException(from + " is not in " + text);
        }
        return text.replace(from, to);
    }

    String sign() {
        String input = encode(header) + "." + encode(payload);
        try {
            Base64URL signature =
                    signer(key)
                            .sign(
                                    new com.nimbusds.jose.JWSHeader(JWSAlgorithm.parse(algorithm)),
                                    input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + signature;
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return switch (key) {
            case ECKey ec -> new ECDSASigner(ec);
            case RSAKey rsa ->
                    new RSASSASigner(rsa.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()));
            case OctetKeyPair pair -> new Ed25519Signer(pair);
            default -> throw new IllegalArgumentException(key.toString());
        };
    }

    static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    static ECKey ec(Curve curve) {
        try {
            return new ECKeyGenerator(curve).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Of any size, also one that the library would not make.
    static RSAKey rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                    .privateKey(pair.getPrivate())
                    .build();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static OctetKeyPair ed25519() {
        try {
            return new OctetKeyPairGenerator(Curve.Ed25519).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
