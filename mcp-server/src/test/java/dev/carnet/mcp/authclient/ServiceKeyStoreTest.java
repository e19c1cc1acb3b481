package dev.carnet.mcp.authclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.nimbusds.jose.jwk.ECKey;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.Migrations;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceKeyStoreTest {

    @Test
    void replicas_that_start_together_share_one_pair(@TempDir Path folder) throws Exception {
        AeadConfig.register();
        Vertx vertx = Vertx.vertx();
        try (var database = EmbeddedDatabase.start(folder.resolve("data"), 0)) {
            Migrations.run(database.owner());
            Migrations.setPasswords(database.owner(), Map.of("carnet_mcp", "m"));
            Pool pool = pool(vertx, database.port());
            Aead keyset = keyset();
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
            var fault =
                    assertThrows(IllegalStateException.class, () -> other.await().indefinitely());
            assertTrue(String.valueOf(fault.getMessage()).contains("CARNET_MCP_KEYSET_FILE"));
        } finally {
            vertx.closeAndAwait();
        }
    }

    private static void assertPublished(EmbeddedDatabase database, ServiceKey key)
            throws Exception {
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
                        .setPassword("m");
        return Pool.pool(vertx, options, new PoolOptions().setMaxSize(8));
    }

    private static Aead keyset() throws Exception {
        return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }
}
