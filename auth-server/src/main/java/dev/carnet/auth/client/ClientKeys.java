package dev.carnet.auth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import java.text.ParseException;
import java.util.List;
import java.util.Set;

/// The public keys of a client that uses `private_key_jwt`, always given by value.
public final class ClientKeys {

    /// What an assertion may be signed with.
    public static final List<JWSAlgorithm> ALGORITHMS =
            List.of(JWSAlgorithm.ES256, JWSAlgorithm.PS256, JWSAlgorithm.RS256);

    private static final Set<Integer> RSA_BITS = Set.of(2048, 3072, 4096);

    private ClientKeys() {}

    /// What an assertion of that client may be signed with: FAPI 2.0 §5.4.1 has no RS256, which
    /// some other clients cannot do without.
    static List<JWSAlgorithm> algorithms(Traits traits) {
        return ALGORITHMS.stream()
                .filter(algorithm -> !traits.isFapi() || !algorithm.equals(JWSAlgorithm.RS256))
                .toList();
    }

    /// The set as it is stored: public keys of a usable kind only, or `invalid_client_metadata`.
    public static String accept(String jwks) {
        if (jwks.length() > Limits.JWKS_CHARACTERS) {
            throw refused("The key set is too long.");
        }
        List<JWK> keys = parse(jwks);
        if (keys.isEmpty() || keys.size() > Limits.JWKS_KEYS) {
            throw refused("The key set holds no key, or too many.");
        }
        if (!keys.stream().allMatch(ClientKeys::isUsable)) {
            throw refused("A key is private, symmetric, or of a kind that is not used here.");
        }
        return new JWKSet(keys).toString(true);
    }

    /// The keys of a stored set.
    static List<JWK> parse(String jwks) {
        try {
            return JWKSet.parse(jwks).getKeys();
        } catch (ParseException notKeys) {
            throw refused("The key set is not a JSON Web Key Set.");
        }
    }

    private static boolean isUsable(JWK key) {
        return !key.isPrivate()
                && switch (key) {
                    case ECKey ec -> ec.getCurve().equals(Curve.P_256) && isOnCurve(ec);
                    case RSAKey rsa -> RSA_BITS.contains(rsa.size());
                    default -> false;
                };
    }

    private static boolean isOnCurve(ECKey key) {
        try {
            return key.toECPublicKey() != null;
        } catch (JOSEException offCurve) {
            return false;
        }
    }

    private static Refusal refused(String text) {
        return Refusal.of(ErrorCode.INVALID_CLIENT_METADATA, text);
    }
}
