package dev.carnet.mcp.connection;

import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.secret.Letterbox;
import dev.carnet.shared.startup.ServiceKeyset;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;

/// The table `gateway.letterbox`: the one letterbox of all mcp-servers of an installation.
/// Everybody reads the slot; the key is sealed. Replacing the row would make every connection
/// unreadable.
@Singleton
final class LetterboxStore {

    private final OnlyRowStore row;

    LetterboxStore(Pool pool, ServiceKeyset keyset) {
        this.row = new OnlyRowStore(pool, keyset.sealer(), "letterbox", "slot");
    }

    /// The letterbox everybody uses: made by whichever replica was first.
    Uni<Letterbox> firstOne() {
        return row.firstOne(LetterboxStore::fresh).map(this::read);
    }

    private static OnlyRowStore.Pair fresh() {
        String letterbox = Keysets.freshLetterbox();
        try {
            return new OnlyRowStore.Pair(Keysets.slotOf(letterbox), letterbox);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Letterbox read(String letterbox) {
        try {
            return Keysets.letterbox(letterbox);
        } catch (GeneralSecurityException foreign) {
            throw row.foreign();
        }
    }
}
