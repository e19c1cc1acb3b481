package dev.carnet.auth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import java.text.ParseException;
import java.util.List;
import java.util.Set;

/// The public keys of a client that uses `private_key_jwt`, by value or as they were fetched.
public final class ClientKeys {

    /// What an assertion may be signed with.
    public static final List<JWSAlgorithm> ALGORITHMS =
            List.of(
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.EdDSA,
                    JWSAlgorithm.Ed25519,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.RS256);

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

    /// What is usable of a set that was fetched; the owner may keep other keys there as well.
    static String usable(String jwks) {
        try {
            List<JWK> usable =
                    JWKSet.parse(jwks).getKeys().stream()
                            .filter(ClientKeys::isUsable)
                            .filter(key -> !KeyUse.ENCRYPTION.equals(key.getKeyUse()))
                            .limit(Limits.JWKS_KEYS_FETCHED)
                            .toList();
            return new JWKSet(usable).toString(true);
        } catch (ParseException notKeys) {
            throw Refusal.invalidClient("jwks_not_keys");
        }
    }

    /// Whether the header names a key that is not in the set.
    static boolean lack(String jwks, JWSHeader header) {
        return header.getKeyID() != null
                && parse(jwks).stream().noneMatch(key -> header.getKeyID().equals(key.getKeyID()));
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
                    case OctetKeyPair pair ->
                            pair.getCurve().equals(Curve.Ed25519)
                                    && pair.getDecodedX().length == 32;
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
