package dev.carnet.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.carnet.shared.token.ClaimsJson;
import dev.carnet.shared.token.TokenClaims;
import java.text.ParseException;

/// A signing key of which a test has the private part, so that it can make any token.
public record TestSigningKey(ECKey key) {

    /// A fresh one.
    public static TestSigningKey fresh(String kid) {
        try {
            return new TestSigningKey(new ECKeyGenerator(Curve.P_256).keyID(kid).generate());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The one of that JSON.
    public static TestSigningKey parse(String json) {
        try {
            return new TestSigningKey(ECKey.parse(json));
        } catch (ParseException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// A token as the real signer would make it.
    public String sign(TokenClaims claims) {
        return sign(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(key.getKeyID())
                        .build(),
                ClaimsJson.write(claims));
    }

    /// A token with any header and payload.
    public String sign(JWSHeader header, String payload) {
        try {
            var token = new JWSObject(header, new Payload(payload));
            token.sign(new ECDSASigner(key));
            return token.serialize();
        } catch (JOSEException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
