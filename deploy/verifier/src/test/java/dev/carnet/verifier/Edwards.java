package dev.carnet.verifier;

import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Map;

/// Signs with Ed25519, as the JDK does it.
final class Edwards {

    private Edwards() {}

    static String sign(OctetKeyPair pair, Map<String, Object> claims)
            throws GeneralSecurityException {
        String input =
                Base64URL.encode("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"ed\"}")
                        + "."
                        + Base64URL.encode(JSONObjectUtils.toJSONString(claims));
        var signing = Signature.getInstance("Ed25519");
        signing.initSign(
                KeyFactory.getInstance("Ed25519")
                        .generatePrivate(
                                new EdECPrivateKeySpec(
                                        NamedParameterSpec.ED25519, pair.getDecodedD())));
        signing.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signing.sign());
    }
}
