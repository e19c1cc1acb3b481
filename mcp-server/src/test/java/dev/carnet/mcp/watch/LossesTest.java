package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.mcp.rest.House;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.Setting;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class LossesTest {

    private static final long PAUSE_NANOS = 50_000_000;
    private static final int LOOKS = 200;

    @Inject Firing firing;
    @Inject Losses losses;

    private final House house = new House();
    private final String workspace = house.workspace();

    /// The window is a day, so that what is lost twice is lost in one; the threshold is as much as
    /// is lost at a time, because the replica looks every second.
    @Test
    void what_is_lost_is_told_once_within_the_window() {
        set("{\"window_seconds\": 86400, \"threshold\": 3}");
        lose(3);
        for (int i = 0; i < LOOKS && told().isEmpty(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertEquals(List.of("3"), told());
        lose(3);
        tell();
        lose(4);
        tell();
        assertEquals(List.of("3"), told());
    }

    /// What could not be told in one window is told in a later one, and nowhere else as well.
    @Test
    void what_cannot_be_told_is_told_later_and_once() {
        set("{\"window_seconds\": 1, \"threshold\": 3}");
        String refuse = "refuse_" + workspace.substring(3);
        house.world()
                .write(
                        """
                        CREATE FUNCTION watch.%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN RAISE 'not now'; END $$;
                        CREATE TRIGGER %1$s BEFORE INSERT ON watch.security_event FOR EACH ROW
                        WHEN (NEW.workspace_id = '%2$s') EXECUTE FUNCTION watch.%1$s()
                        """
                                .formatted(refuse, workspace));
        lose(3);
        tell();
        assertEquals(List.of(), told());
        house.world().write("DROP FUNCTION watch.%s() CASCADE".formatted(refuse));
        Instant later = Instant.now().plusSeconds(4);
        while (told().isEmpty() || Instant.now().isBefore(later)) {
            tell();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        assertEquals(List.of("3"), told());
    }

    @Test
    void another_replica_that_told_it_has_it_told_once() {
        set("{\"window_seconds\": 86400}");
        house.world()
                .write(
                        """
                        INSERT INTO watch.security_event
                          (workspace_id, id, kind, severity, message, facts, once, created_at)
                        VALUES (?, 'sev_' || ?, 'signals_lost', 'warning', 'lost',
                          '{"count": "7"}', 'lost ' || ?::text, now())
                        """,
                        workspace,
                        workspace,
                        Long.toString(Instant.now().getEpochSecond() / 86_400));
        lose(2);
        tell();
        assertEquals(List.of("7"), told());
    }

    @Test
    void who_switched_it_off_is_told_nothing() {
        set("{\"enabled\": false}");
        lose(3);
        tell();
        assertEquals(List.of(), told());
        set("{\"enabled\": true, \"threshold\": 5}");
        lose(4);
        tell();
        assertEquals(List.of(), told());
    }

    private void lose(int count) {
        Noticed noticed =
                Noticed.of(
                        new Effective(Detector.DENIED_STREAK, Setting.NONE),
                        Suspect.nobody(workspace),
                        "noticed",
                        Instant.now());
        for (int i = 0; i < count; i++) {
            firing.lose(noticed);
        }
    }

    private void tell() {
        losses.tell().await().indefinitely();
    }

    private List<String> told() {
        return house.world()
                .strings(
                        """
                        SELECT facts->>'count' FROM watch.security_event
                        WHERE workspace_id = ? AND kind = 'signals_lost'
                        """,
                        workspace);
    }

    private void set(String body) {
        house.owner().body(body).patch("/detectors/signals_lost").then().statusCode(200);
    }
}
