package dev.carnet.mcp.authclient;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.secret.Sealer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;

/// Remembers the one key pair of all mcp-servers of an installation. Only mcp-server writes here;
/// auth-server may read the public column. Replacing the row would lock every running replica out.
final class ServiceKeyStore {

    private final Pool pool;
    private final Sealer sealer;

    /// @param sealer mcp-server's own keyset
    ServiceKeyStore(Pool pool, Sealer sealer) {
        this.pool = pool;
        this.sealer = sealer;
    }

    /// The pair everybody uses: made by whichever replica was first.
    Uni<ServiceKey> firstOne() {
        return find().chain(found ->
                found.map(key -> Uni.createFrom().item(key))
                        .orElseGet(this::makeUnlessSomebodyDid));
    }

    private Uni<ServiceKey> makeUnlessSomebodyDid() {
        return insert(ServiceKey.fresh())
                .chain(this::find)
                .map(key -> key.orElseThrow(() -> new IllegalStateException("no service key")));
    }

    private Uni<RowSet<Row>> insert(ServiceKey key) {
        return pool.preparedQuery(
                        "INSERT INTO gateway.service_key (client_id, public_jwk, private_sealed)"
                                + " VALUES ($1, $2, $3) ON CONFLICT (client_id) DO NOTHING")
                .execute(
                        Tuple.of(
                                ServiceKey.CLIENT_ID,
                                key.publicJwk(),
                                Buffer.buffer(key.seal(sealer))));
    }

    private Uni<Optional<ServiceKey>> find() {
        return pool.preparedQuery(
                        "SELECT private_sealed FROM gateway.service_key WHERE client_id = $1")
                .execute(Tuple.of(ServiceKey.CLIENT_ID))
                .map(rows -> Columns.first(rows, row -> row.get(Buffer.class, "private_sealed")))
                .call(this::anew)
                .map(sealed -> sealed.map(one -> ServiceKey.open(one.getBytes(), sealer)));
    }

    /// Under the key that seals now, so that an older one can leave the keyset.
    private Uni<Void> anew(Optional<Buffer> sealed) {
        return sealed.flatMap(one -> ServiceKey.anew(one.getBytes(), sealer))
                .map(fresh ->
                        pool.preparedQuery(
                                        """
                                        UPDATE gateway.service_key SET private_sealed = $3
                                        WHERE client_id = $1 AND private_sealed = $2
                                        """)
                                .execute(
                                        Tuple.of(
                                                ServiceKey.CLIENT_ID,
                                                sealed.orElseThrow(),
                                                Buffer.buffer(fresh)))
                                .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }
}
