package dev.carnet.mcp.connection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.mcp.vault.TwoKeys;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.secret.Letterbox;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.shared.startup.ServiceKeyset;
import dev.carnet.testing.TestDatabase;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What people gave opens after the keyset of mcp-server was rotated and the old key left it.
class KeysetRotationTest {

    private static final byte[] TOKENS = "at-1 rt-1".getBytes(StandardCharsets.UTF_8);

    private static final Vertx VERTX = Vertx.vertx();
    private static final TestDatabase DATABASE = TestDatabase.start();
    private static final Pool POOL = Pool.pool(VERTX, options(), new PoolOptions().setMaxSize(4));

    @AfterAll
    static void close() {
        POOL.closeAndAwait();
        DATABASE.close();
        VERTX.closeAndAwait();
    }

    private static PgConnectOptions options() {
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(DATABASE.port())
                .setDatabase("postgres")
                .setUser("carnet_mcp")
                .setPassword(TestDatabase.PASSWORD);
    }

    private static ServiceKeyset keyset(String json) throws Exception {
        return new ServiceKeyset(Keysets.sealer(json));
    }

    private static Letterbox letterbox(String keyset) throws Exception {
        return new LetterboxStore(POOL, keyset(keyset)).firstOne().await().indefinitely();
    }

    private static String signing(String keyset) throws Exception {
        return new AssertionKeyStore(POOL, keyset(keyset))
                .firstOne()
                .await()
                .indefinitely()
                .toJSONString();
    }

    /// D3, K10: nobody connects anew because a key was rotated.
    @Test
    void a_rotation_loses_nobodys_connection() throws Exception {
        String old = Keysets.freshSealer();
        byte[] letter = letterbox(old).slot().put(TOKENS, "place");
        String both = TwoKeys.rotated(old);
        assertArrayEquals(TOKENS, letterbox(both).take(letter, "place"));
        String after = TwoKeys.newest(both);
        assertArrayEquals(TOKENS, letterbox(after).take(letter, "place"));
        assertThrows(RefusedToStart.class, () -> letterbox(old), "it is under the new key");
        assertThrows(RefusedToStart.class, () -> letterbox(Keysets.freshSealer()));
    }

    /// D3: what servers know Carnet's word by stays what it is.
    @Test
    void a_rotation_keeps_the_key_of_assertions() throws Exception {
        String old = Keysets.freshSealer();
        String both = TwoKeys.rotated(old);
        String before = signing(old);
        assertEquals(before, signing(both));
        assertEquals(before, signing(TwoKeys.newest(both)));
        assertThrows(RefusedToStart.class, () -> signing(old));
    }
}
