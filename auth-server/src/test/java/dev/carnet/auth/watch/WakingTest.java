package dev.carnet.auth.watch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.rest.House;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What wakes whoever carries out orders.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class WakingTest {

    private static final long PAUSE_NANOS = 50_000_000;
    private static final int LOOKS = 200;

    @Inject Vertx vertx;
    @Inject PgConnectOptions database;

    private final House house = new House();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    /// They are told in the order they were written, so whoever heard the second had heard the
    /// first.
    @Test
    void only_an_order_wakes() {
        var ear = PgSubscriber.subscriber(vertx, database);
        ear.channel("security_event").handler(heard::add);
        ear.connect().toCompletionStage().toCompletableFuture().join();
        try {
            String plain = event("none");
            String order = event("wanted");
            for (int i = 0; i < LOOKS && !heard.contains(order); i++) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            assertTrue(heard.contains(order), heard::toString);
            assertFalse(heard.contains(plain), heard::toString);
        } finally {
            ear.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private String event(String action) {
        String id = Ids.fresh("sev");
        house.world()
                .write(
                        """
                        INSERT INTO watch.security_event (workspace_id, id, kind, severity, message,
                          action, revoke_type, revoke_id, created_at)
                        VALUES (?, ?, 'scope_drift', 'warning', 'drift', ?, 'passport', 'psp_none',
                          now())
                        """,
                        house.workspace(),
                        id,
                        action);
        return house.world()
                .strings("SELECT seq::text FROM watch.security_event WHERE id = ?", id)
                .getFirst();
    }
}
