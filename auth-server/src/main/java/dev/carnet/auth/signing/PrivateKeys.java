package dev.carnet.auth.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Private keys, opened once and kept in memory for as long as the process lives.
@Singleton
final class PrivateKeys {

    private final Pool pool;
    private final Sealer sealer;
    private final SigningKeyStore store = new SigningKeyStore();
    private final Map<String, JWSSigner> opened = new ConcurrentHashMap<>();

    PrivateKeys(Pool pool, ServiceKeyset keyset) {
        this.pool = pool;
        this.sealer = keyset.sealer();
    }

    Uni<JWSSigner> signer(String kid) {
        return Optional.ofNullable(opened.get(kid))
                .map(signer -> Uni.createFrom().item(signer))
                .orElseGet(() -> open(kid));
    }

    private Uni<JWSSigner> open(String kid) {
        return store.privateSealed(pool, kid)
                .map(sealed -> signer(open(sealed, kid)))
                .invoke(signer -> opened.put(kid, signer));
    }

    byte[] seal(JWK key) {
        return sealer.seal(
                key.toJSONString().getBytes(StandardCharsets.UTF_8), place(key.getKeyID()));
    }

    private JWK open(byte[] sealed, String kid) {
        try {
            return JWK.parse(new String(sealer.open(sealed, place(kid)), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | ParseException foreign) {
            throw new IllegalStateException(
                    "signing key " + kid + " was sealed with another keyset", foreign);
        }
    }

    private static JWSSigner signer(JWK key) {
        try {
            return key instanceof OctetKeyPair pair
                    ? new Ed25519Signer(pair)
                    : new ECDSASigner((ECKey) key);
        } catch (JOSEException unusable) {
            throw new IllegalStateException("signing key " + key.getKeyID(), unusable);
        }
    }

    private static String place(String kid) {
        return "signing_key/" + kid;
    }
}
