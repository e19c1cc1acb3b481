package dev.carnet.mcp.authclient;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.RefusedToStart;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Optional;

/// The key pair by which mcp-server proves to auth-server that it is itself (`private_key_jwt`).
///
/// @param pair ES256, with its private part
record ServiceKey(ECKey pair) {

    /// The client id of every mcp-server of one installation.
    static final String CLIENT_ID = "cli_00000000000mcpserver";

    private static final String PLACE = "service_key/" + CLIENT_ID;

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
    byte[] seal(Sealer sealer) {
        return sealer.seal(pair.toJSONString().getBytes(StandardCharsets.UTF_8), PLACE);
    }

    /// What was sealed, sealed anew, if the keyset seals with another key now.
    static Optional<byte[]> anew(byte[] sealed, Sealer sealer) {
        try {
            return sealer.anew(sealed, PLACE);
        } catch (GeneralSecurityException foreign) {
            return Optional.empty();
        }
    }

    /// The pair another start has sealed. It fails when the keyset is another one.
    static ServiceKey open(byte[] sealed, Sealer sealer) {
        try {
            String jwk = new String(sealer.open(sealed, PLACE), StandardCharsets.UTF_8);
            return new ServiceKey(ECKey.parse(jwk));
        } catch (GeneralSecurityException | ParseException foreign) {
            throw new RefusedToStart(
                    "CARNET_MCP_KEYSET is not the keyset that sealed the key pair of mcp-server in"
                            + " this database");
        }
    }

    @Override
    public String toString() {
        return "ServiceKey[" + pair.getKeyID() + "]";
    }
}
