package dev.carnet.mcp.connection;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.RefusedToStart;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;

/// A table of `gateway` with one row: a pair that all mcp-servers of an installation have, one half
/// for everybody to read, the other sealed. Whichever replica was first made it; it is never
/// replaced.
///
/// @param table its name, which the sealed half is bound to
/// @param open the column for everybody to read
record OnlyRowStore(Pool pool, Sealer sealer, String table, String open) {

    /// A pair that was just made.
    ///
    /// @param open the half for everybody
    record Pair(String open, String secret) {}

    /// The secret half of the pair everybody uses.
    Uni<String> firstOne(Supplier<Pair> fresh) {
        return find().chain(found ->
                found.map(secret -> Uni.createFrom().item(secret))
                        .orElseGet(() ->
                                insert(fresh.get()).chain(this::find).map(Optional::orElseThrow)));
    }

    /// What cannot be used is no pair of this keyset.
    RefusedToStart foreign() {
        return new RefusedToStart(
                "CARNET_MCP_KEYSET is not the keyset that sealed the %s in this database"
                        .formatted(table.replace('_', ' ')));
    }

    private Uni<Void> insert(Pair pair) {
        byte[] secret = pair.secret().getBytes(StandardCharsets.UTF_8);
        return pool.preparedQuery(
                        """
                        INSERT INTO gateway.%s (%s, private_sealed) VALUES ($1, $2)
                        ON CONFLICT (one) DO NOTHING
                        """
                                .formatted(table, open))
                .execute(Tuple.of(pair.open(), Buffer.buffer(sealer.seal(secret, table))))
                .replaceWithVoid();
    }

    private Uni<Optional<String>> find() {
        return pool.preparedQuery(
                        "SELECT private_sealed FROM gateway.%s WHERE one".formatted(table))
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
                                        UPDATE gateway.%s SET private_sealed = $2
                                        WHERE one AND private_sealed = $1
                                        """
                                                .formatted(table))
                                .execute(Tuple.of(sealed.orElseThrow(), fresh))
                                .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Optional<Buffer> sealedAnew(Buffer sealed) {
        try {
            return sealer.anew(sealed.getBytes(), table).map(Buffer::buffer);
        } catch (GeneralSecurityException foreign) {
            return Optional.empty();
        }
    }

    private String opened(Buffer sealed) {
        try {
            return new String(sealer.open(sealed.getBytes(), table), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException foreign) {
            throw foreign();
        }
    }
}
