package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.watch.Counts.Part;
import dev.carnet.mcp.watch.Counts.Place;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Setting;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several replicas that count the same principal's calls at one database, each for itself.
@QuarkusTest
@Timeout(60)
@WithTestResource(TestCarnet.Mcp.class)
class MergingTest {

    @Inject Places places;
    @Inject Door door;
    @Inject CountStore store;
    @Inject Losses losses;
    @Inject Firing firing;
    @Inject Clock clock;

    private final House house = new House();
    private final String workspace = house.workspace();
    private final Effective detector =
            new Effective(
                    Detector.CREDENTIAL_BURST,
                    new Setting(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(Duration.ofDays(1)),
                            Optional.empty()));

    /// One replica.
    private record Replica(Counts counts, Merging merging) {}

    private Replica replica() {
        var counts = new Counts();
        return new Replica(
                counts,
                new Merging(counts, places, door, store, new Traces(), losses, firing, clock));
    }

    /// (G3) what two count adds up, neither of them had enough alone, and the event names entries
    /// of the one that found it; a third that dies before it said what it counted loses no more.
    @Test
    void two_add_up_and_one_that_dies_loses_what_it_had_not_said() {
        var first = replica();
        var second = replica();
        var dying = replica();
        count(first, 8, "one");
        count(dying, 3, "dead");
        turn(dying);
        count(dying, 100, "lost");
        turn(first);
        assertEquals(List.of(), events());
        assertEquals(11.0, tally());
        count(second, 5, "two");
        turn(second);
        assertEquals(16.0, tally());
        assertEquals(List.of("16.0"), events());
        assertTrue(causes().contains("two 4"), causes());
        count(second, 1, "more");
        turn(second);
        count(first, 1, "more");
        turn(first);
        assertEquals(1, events().size(), "once within the window, of all replicas");
        assertEquals(18.0, tally());
    }

    /// However much is counted within a second, it is one row and one statement.
    @Test
    void a_count_that_cannot_be_written_waits() {
        var replica = replica();
        count(replica, 8, "one");
        house.world().write("ALTER TABLE watch.tally RENAME TO tally_away");
        try {
            replica.merging().turn().onFailure().recoverWithNull().await().indefinitely();
        } finally {
            house.world().write("ALTER TABLE watch.tally_away RENAME TO tally");
        }
        count(replica, 4, "two");
        turn(replica);
        assertEquals(12.0, tally());
    }

    private void count(Replica replica, int times, String name) {
        Instant day = Instant.ofEpochSecond(clock.instant().getEpochSecond() / 86_400 * 86_400);
        var place = new Place(new Whose(workspace, "grt_1"), detector, day);
        for (int i = 0; i < times; i++) {
            var suspect = Suspect.nobody(workspace);
            replica.counts().add(place, new Part(1, suspect, List.of(name + " " + i)));
        }
    }

    private static void turn(Replica replica) {
        replica.merging().turn().await().indefinitely();
    }

    private Object tally() {
        return house.world()
                .read("SELECT sum(amount) FROM watch.tally WHERE workspace_id = ?", workspace);
    }

    private List<String> events() {
        return house.world()
                .strings(
                        """
                        SELECT facts->>'sum' FROM watch.security_event
                        WHERE workspace_id = ? AND kind = 'credential_burst'
                        """,
                        workspace);
    }

    private String causes() {
        return String.valueOf(
                house.world()
                        .read(
                                """
                                SELECT entries::text FROM watch.security_event
                                WHERE workspace_id = ? AND kind = 'credential_burst'
                                """,
                                workspace));
    }
}
