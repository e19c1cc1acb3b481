package dev.carnet.mcp.connection;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.shared.startup.ServiceKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.Optional;

/// The table `gateway.assertion_key`: the one key pair that all mcp-servers of an installation sign
/// their word about callers with. Nothing that Carnet itself accepts is signed with it.
@Singleton
final class AssertionKeyStore {

    private static final String PLACE = "assertion_key";

    private final Pool pool;
    private final Sealer sealer;

    AssertionKeyStore(Pool pool, ServiceKeyset keyset) {
        this.pool = pool;
        this.sealer = keyset.sealer();
    }

    /// The pair everybody uses: made by whichever replica was first.
    Uni<ECKey> firstOne() {
        return find().chain(found ->
                found.map(key -> Uni.createFrom().item(key))
                        .orElseGet(() ->
                                insert(fresh()).chain(this::find).map(Optional::orElseThrow)));
    }

    private static ECKey fresh() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException broken) {
            throw new IllegalStateException("no P-256 on this machine", broken);
        }
    }

    private Uni<Void> insert(ECKey key) {
        byte[] text = key.toJSONString().getBytes(StandardCharsets.UTF_8);
        return pool.preparedQuery(
                        """
                        INSERT INTO gateway.assertion_key (public_jwk, private_sealed) VALUES ($1, $2)
                        ON CONFLICT (one) DO NOTHING
                        """)
                .execute(
                        Tuple.of(
                                key.toPublicJWK().toJSONString(),
                                Buffer.buffer(sealer.seal(text, PLACE))))
                .replaceWithVoid();
    }

    private Uni<Optional<ECKey>> find() {
        return pool.preparedQuery("SELECT private_sealed FROM gateway.assertion_key WHERE one")
                .execute()
                .map(rows -> Columns.first(rows, row -> row.get(Buffer.class, "private_sealed")))
                .call(this::anew)
                .map(sealed -> sealed.map(this::opened));
    }

    /// Under the key that seals now, so that an older one can leave the keyset.
    private Uni<Void> anew(Optional<Buffer> sealed) {
        return sealed.flatMap(this::sealedAnew)
                .map(fresh ->
                        pool.preparedQuery(
                                        """
                                        UPDATE gateway.assertion_key SET private_sealed = $2
                                        WHERE one AND private_sealed = $1
                                        """)
                                .execute(Tuple.of(sealed.orElseThrow(), fresh))
                                .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Optional<Buffer> sealedAnew(Buffer sealed) {
        try {
            return sealer.anew(sealed.getBytes(), PLACE).map(Buffer::buffer);
        } catch (GeneralSecurityException foreign) {
            return Optional.empty();
        }
    }

    private ECKey opened(Buffer sealed) {
        try {
            return ECKey.parse(
                    new String(sealer.open(sealed.getBytes(), PLACE), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | ParseException foreign) {
            throw new RefusedToStart(
                    "CARNET_MCP_KEYSET is not the keyset that sealed the assertion key in this"
                            + " database");
        }
    }
}
