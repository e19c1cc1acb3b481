package dev.carnet.mcp.authclient;

import com.google.crypto.tink.Aead;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;

/// The key pair by which mcp-server proves to auth-server that it is itself (`private_key_jwt`).
///
/// @param pair ES256, with its private part
record ServiceKey(ECKey pair) {

    /// The client id of every mcp-server of one installation.
    static final String CLIENT_ID = "cli_00000000000mcpserver";

    /// A fresh pair, named by its thumbprint (RFC 7638).
    static ServiceKey fresh() {
        try {
            return new ServiceKey(
                    new ECKeyGenerator(Curve.P_256)
                            .algorithm(JWSAlgorithm.ES256)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyIDFromThumbprint(true)
                            .generate());
        } catch (JOSEException broken) {
            throw new IllegalStateException("no P-256 on this machine", broken);
        }
    }

    /// What auth-server may read.
    String publicJwk() {
        return pair.toPublicJWK().toJSONString();
    }

    /// The private part under mcp-server's keyset.
    byte[] seal(Aead aead) {
        try {
            return aead.encrypt(bytes(pair.toJSONString()), bytes(CLIENT_ID));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the keyset of mcp-server cannot seal", broken);
        }
    }

    /// The pair another start has sealed. It fails when the keyset is another one.
    static ServiceKey open(byte[] sealed, Aead aead) {
        try {
            String jwk = new String(aead.decrypt(sealed, bytes(CLIENT_ID)), StandardCharsets.UTF_8);
            return new ServiceKey(ECKey.parse(jwk));
        } catch (GeneralSecurityException | ParseException foreign) {
            throw new IllegalStateException(
                    "gateway.service_key was sealed with another keyset than CARNET_MCP_KEYSET_FILE",
                    foreign);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "ServiceKey[" + pair.getKeyID() + "]";
    }
}
