package dev.carnet.mcp.connection;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.secret.Letterbox;
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
import java.util.Optional;

/// The table `gateway.letterbox`: the one letterbox of all mcp-servers of an installation.
/// Everybody reads the slot; the key is sealed. Replacing the row would make every connection
/// unreadable.
@Singleton
final class LetterboxStore {

    private static final String PLACE = "letterbox";

    private final Pool pool;
    private final Sealer sealer;

    LetterboxStore(Pool pool, ServiceKeyset keyset) {
        this.pool = pool;
        this.sealer = keyset.sealer();
    }

    /// The letterbox everybody uses: made by whichever replica was first.
    Uni<Letterbox> firstOne() {
        return find().chain(found ->
                found.map(box -> Uni.createFrom().item(box))
                        .orElseGet(() ->
                                insert(Keysets.freshLetterbox())
                                        .chain(this::find)
                                        .map(Optional::orElseThrow)));
    }

    private Uni<Void> insert(String letterbox) {
        try {
            return pool.preparedQuery(
                            """
                            INSERT INTO gateway.letterbox (slot, private_sealed) VALUES ($1, $2)
                            ON CONFLICT (one) DO NOTHING
                            """)
                    .execute(
                            Tuple.of(
                                    Keysets.slotOf(letterbox),
                                    Buffer.buffer(
                                            sealer.seal(
                                                    letterbox.getBytes(StandardCharsets.UTF_8),
                                                    PLACE))))
                    .replaceWithVoid();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Uni<Optional<Letterbox>> find() {
        return pool.preparedQuery("SELECT private_sealed FROM gateway.letterbox WHERE one")
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
                                        UPDATE gateway.letterbox SET private_sealed = $2
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

    private Letterbox opened(Buffer sealed) {
        try {
            return Keysets.letterbox(
                    new String(sealer.open(sealed.getBytes(), PLACE), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException foreign) {
            throw new RefusedToStart(
                    "CARNET_MCP_KEYSET is not the keyset that sealed the letterbox in this"
                            + " database");
        }
    }
}
