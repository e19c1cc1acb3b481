package dev.carnet.auth.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Rows;
import dev.carnet.auth.rest.House;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is kept of security events and of settings, and for how long.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class OldEventsTest {

    private static final String ORDER =
            """
            INSERT INTO watch.security_event (workspace_id, id, kind, severity, message, created_at,
              resolved_at, action, revoke_type, revoke_id)
            VALUES ($1, $2, 'scope_drift', 'info', 'noticed', now() - interval '900 days',
              now() - interval '401 days', 'wanted', 'passport', 'psp_none')
            """;

    @Inject OldEvents old;
    @Inject OldEventStore store;
    @Inject Pool pool;

    private final House house = new House();
    private final String workspace = house.workspace();

    @Test
    void only_what_somebody_looked_at_long_ago_goes() {
        events("gone", 600, 401);
        events("late", 1, 399);
        events("open", 1, 0);
        long entries = entries();
        assertTrue(sweep() >= 600);
        assertEquals(
                List.of("late", "open"),
                house.world()
                        .strings(
                                """
                                SELECT kind FROM watch.security_event WHERE workspace_id = ?
                                ORDER BY kind
                                """,
                                workspace));
        assertTrue(entries() > entries, "an entry says so");
    }

    @Test
    void of_settings_the_one_that_holds_stays_however_old_it_is() {
        setting("", 1, 900);
        setting("", 2, 500);
        setting("", 3, 401);
        setting("agt_1", 1, 900);
        setting("agt_2", 1, 900);
        setting("agt_2", 2, 399);
        sweep();
        assertEquals(
                List.of(" 3", "agt_1 1", "agt_2 1", "agt_2 2"),
                house.world()
                        .strings(
                                """
                                SELECT agent_id || ' ' || version FROM watch.detector_setting
                                WHERE workspace_id = ? ORDER BY agent_id, version
                                """,
                                workspace));
    }

    private int sweep() {
        return old.sweep().await().indefinitely();
    }

    private static long entries() {
        return Rows.acts(Event.SYSTEM).stream().filter("security.expire"::equals).count();
    }

    /// Nobody carries it out meanwhile, because it is in a transaction that has not ended.
    @Test
    void an_order_that_waits_stays() {
        String event = Ids.fresh("sev");
        int left =
                pool.withTransaction(transaction ->
                                transaction
                                        .preparedQuery(ORDER)
                                        .execute(Tuple.of(workspace, event))
                                        .chain(() ->
                                                store.removeEvents(
                                                        transaction, Instant.now(), 100_000))
                                        .chain(() ->
                                                transaction
                                                        .preparedQuery(
                                                                "SELECT FROM watch.security_event"
                                                                        + " WHERE id = $1")
                                                        .execute(Tuple.of(event))))
                        .map(rows -> rows.size())
                        .await()
                        .indefinitely();
        assertEquals(1, left);
    }

    /// So many, each looked at so many days ago; zero is not at all.
    private void events(String kind, int count, int days) {
        house.world()
                .write(
                        """
                        INSERT INTO watch.security_event (workspace_id, id, kind, severity, message,
                          created_at, resolved_at)
                        SELECT ?, 'sev_' || ? || n, ?, 'info', 'noticed',
                          now() - interval '900 days',
                          now() - make_interval(days => nullif(?, 0))
                        FROM generate_series(1, ?) AS n
                        """,
                        workspace,
                        kind + workspace,
                        kind,
                        days,
                        count);
    }

    private void setting(String agent, int version, int days) {
        house.world()
                .write(
                        """
                        INSERT INTO watch.detector_setting
                          (workspace_id, detector, agent_id, version, made_by, made_at)
                        VALUES (?, 'scope_drift', ?, ?, 'x', now() - make_interval(days => ?))
                        """,
                        workspace,
                        agent,
                        version,
                        days);
    }
}
