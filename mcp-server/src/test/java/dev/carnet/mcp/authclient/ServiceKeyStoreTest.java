package dev.carnet.mcp.authclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.ECKey;
import dev.carnet.mcp.vault.TwoKeys;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.secret.Sealer;
import dev.carnet.shared.startup.RefusedToStart;
import dev.carnet.testing.TestDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServiceKeyStoreTest {

    @Test
    void replicas_that_start_together_share_one_pair() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (var database = TestDatabase.start()) {
            Pool pool = pool(vertx, database.port());
            Sealer keyset = keyset();
            var starts = IntStream.range(0, 8).mapToObj(i -> new ServiceKeyStore(pool, keyset));
            var pairs =
                    Uni.join()
                            .all(starts.map(ServiceKeyStore::firstOne).toList())
                            .andFailFast()
                            .await()
                            .indefinitely();
            assertEquals(1, pairs.stream().map(ServiceKey::publicJwk).distinct().count());
            assertPublished(database, pairs.getFirst());
            var other = new ServiceKeyStore(pool, keyset()).firstOne();
            var fault = assertThrows(RefusedToStart.class, () -> other.await().indefinitely());
            assertTrue(String.valueOf(fault.getMessage()).contains("CARNET_MCP_KEYSET"));
        } finally {
            vertx.closeAndAwait();
        }
    }

    /// D3: the pair stays what it is when the keyset is rotated, and needs the new key alone then.
    @Test
    void a_rotation_of_the_keyset_keeps_the_pair() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (var database = TestDatabase.start()) {
            Pool pool = pool(vertx, database.port());
            String old = Keysets.freshSealer();
            String both = TwoKeys.rotated(old);
            String before = started(pool, old);
            assertEquals(before, started(pool, both));
            assertEquals(before, started(pool, TwoKeys.newest(both)));
            assertThrows(RefusedToStart.class, () -> started(pool, old));
        } finally {
            vertx.closeAndAwait();
        }
    }

    private static String started(Pool pool, String keyset) throws Exception {
        return new ServiceKeyStore(pool, Keysets.sealer(keyset))
                .firstOne()
                .await()
                .indefinitely()
                .publicJwk();
    }

    private static void assertPublished(TestDatabase database, ServiceKey key) throws Exception {
        try (var connection = database.owner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE carnet_auth");
            var row =
                    statement.executeQuery("SELECT client_id, public_jwk FROM gateway.service_key");
            assertTrue(row.next());
            assertEquals(ServiceKey.CLIENT_ID, row.getString(1));
            assertEquals(key.pair().toPublicJWK(), ECKey.parse(row.getString(2)));
            assertThrows(
                    java.sql.SQLException.class,
                    () -> statement.executeQuery("SELECT * FROM gateway.service_key"));
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
        return Pool.pool(vertx, options, new PoolOptions().setMaxSize(8));
    }

    private static Sealer keyset() throws Exception {
        return Keysets.sealer(Keysets.freshSealer());
    }
}
