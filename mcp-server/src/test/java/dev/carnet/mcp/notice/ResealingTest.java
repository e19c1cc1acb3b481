package dev.carnet.mcp.notice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.vault.TwoKeys;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.testing.TestDatabase;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The secrets of destinations after the keyset was rotated.
class ResealingTest {

    private static final String WORKSPACE = "wsp_00000000000000000000001";

    private static Buffer sealed(Sealer sealer, String id, String secret) {
        byte[] text = secret.getBytes(StandardCharsets.UTF_8);
        return Buffer.buffer(sealer.seal(text, Sender.place(WORKSPACE, id)));
    }

    private static String opened(Sealer sealer, String id, Buffer sealed)
            throws GeneralSecurityException {
        byte[] text = sealer.open(sealed.getBytes(), Sender.place(WORKSPACE, id));
        return new String(text, StandardCharsets.UTF_8);
    }

    /// D3: every secret, the one before it too, and none twice; one that does not open stays.
    @Test
    void a_rotation_seals_the_secrets_of_destinations_anew() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (var database = TestDatabase.start()) {
            Pool pool = pool(vertx, database.port());
            String old = Keysets.freshSealer();
            String both = TwoKeys.rotated(old);
            Sealer before = Keysets.sealer(old);
            insert(
                    database,
                    "dst_1",
                    sealed(before, "dst_1", "new"),
                    sealed(before, "dst_1", "old"));
            Buffer foreign = sealed(Keysets.sealer(Keysets.freshSealer()), "dst_2", "other");
            insert(database, "dst_2", foreign, foreign);
            var store = new ResealStore();
            var resealing = new Resealing(store, new ServiceKeyset(Keysets.sealer(both)), pool);
            assertEquals(1, resealing.all().await().indefinitely());
            assertEquals(0, resealing.all().await().indefinitely());

            Sealer after = Keysets.sealer(TwoKeys.newest(both));
            var held = store.some(pool, "").await().indefinitely();
            var first = held.getFirst();
            assertEquals("new", opened(after, "dst_1", first.secret()));
            assertEquals("old", opened(after, "dst_1", first.old().orElseThrow()));
            assertThrows(
                    GeneralSecurityException.class, () -> opened(before, "dst_1", first.secret()));
            assertEquals(foreign, held.getLast().secret());
            var stale = new ResealStore.Held(WORKSPACE, "dst_1", foreign, Optional.empty());
            assertTrue(!store.replace(pool, stale, stale).await().indefinitely());
        } finally {
            vertx.closeAndAwait();
        }
    }

    private static Pool pool(Vertx vertx, int port) {
        var options =
                new PgConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setDatabase("postgres")
                        .setUser("carnet_mcp")
                        .setPassword(TestDatabase.PASSWORD);
        return Pool.pool(vertx, options, new PoolOptions().setMaxSize(4));
    }

    private static void insert(TestDatabase database, String id, Buffer secret, Buffer old)
            throws Exception {
        try (var connection = database.owner().getConnection();
                var workspace =
                        connection.prepareStatement(
                                """
                                INSERT INTO auth.workspace (workspace_id, name, created_at)
                                VALUES (?, 'One', now()) ON CONFLICT DO NOTHING
                                """);
                var row =
                        connection.prepareStatement(
                                """
                                INSERT INTO gateway.destination (workspace_id, destination_id, kind, name,
                                    target, secret_sealed, old_secret_sealed, old_secret_until, created_at)
                                VALUES (?, ?, 'webhook', ?, ?, ?, ?, now(), now())
                                """)) {
            workspace.setString(1, WORKSPACE);
            workspace.executeUpdate();
            row.setString(1, WORKSPACE);
            row.setString(2, id);
            row.setString(3, id);
            row.setString(4, "https://" + id + ".example/");
            row.setBytes(5, secret.getBytes());
            row.setBytes(6, old.getBytes());
            row.executeUpdate();
        }
    }
}
