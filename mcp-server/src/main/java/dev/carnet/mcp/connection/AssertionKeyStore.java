package dev.carnet.mcp.connection;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.carnet.shared.startup.ServiceKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.text.ParseException;

/// The table `gateway.assertion_key`: the one key pair that all mcp-servers of an installation sign
/// their word about callers with. Nothing that Carnet itself accepts is signed with it.
@Singleton
final class AssertionKeyStore {

    private final OnlyRowStore row;

    AssertionKeyStore(Pool pool, ServiceKeyset keyset) {
        this.row = new OnlyRowStore(pool, keyset.sealer(), "assertion_key", "public_jwk");
    }

    /// The pair everybody uses: made by whichever replica was first.
    Uni<ECKey> firstOne() {
        return row.firstOne(AssertionKeyStore::fresh).map(this::read);
    }

    private static OnlyRowStore.Pair fresh() {
        try {
            ECKey key =
                    new ECKeyGenerator(Curve.P_256)
                            .algorithm(JWSAlgorithm.ES256)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyIDFromThumbprint(true)
                            .generate();
            return new OnlyRowStore.Pair(key.toPublicJWK().toJSONString(), key.toJSONString());
        } catch (JOSEException broken) {
            throw new IllegalStateException("no P-256 on this machine", broken);
        }
    }

    private ECKey read(String key) {
        try {
            return ECKey.parse(key);
        } catch (ParseException foreign) {
            throw row.foreign();
        }
    }
}
