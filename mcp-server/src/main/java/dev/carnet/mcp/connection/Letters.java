package dev.carnet.mcp.connection;

import dev.carnet.shared.connection.HeldTokens;
import dev.carnet.shared.secret.Letterbox;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Opens letters, each for its own connection only, and writes them anew. What was opened is held
/// no longer than the use it was opened for.
@Singleton
public final class Letters {

    private final LetterboxStore store;
    private final AtomicReference<Optional<Letterbox>> box =
            new AtomicReference<>(Optional.empty());

    Letters(LetterboxStore store) {
        this.store = store;
    }

    /// Makes the letterbox if there is none yet, so that auth-server finds its slot.
    public Uni<Void> known() {
        return box().replaceWithVoid();
    }

    Uni<HeldTokens> tokens(Connection connection) {
        return open(connection).map(HeldTokens::of);
    }

    Uni<String> key(Connection connection) {
        return open(connection).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    Uni<Buffer> write(Connection connection, HeldTokens tokens) {
        return box().map(it ->
                Buffer.buffer(it.slot().put(tokens.bytes(), connection.place().text())));
    }

    private Uni<Letterbox> box() {
        return box.get()
                .map(known -> Uni.createFrom().item(known))
                .orElseGet(() -> store.firstOne().invoke(made -> box.set(Optional.of(made))));
    }

    private Uni<byte[]> open(Connection connection) {
        return box().map(it -> open(it, connection));
    }

    private static byte[] open(Letterbox box, Connection connection) {
        try {
            return box.take(connection.letter().getBytes(), connection.place().text());
        } catch (GeneralSecurityException foreign) {
            throw new IllegalStateException(
                    "the letter of " + connection.place().connection() + " does not open", foreign);
        }
    }
}
