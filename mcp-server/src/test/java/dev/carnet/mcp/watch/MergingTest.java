package dev.carnet.mcp.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.rest.House;
import dev.carnet.mcp.watch.Counts.Counted;
import dev.carnet.mcp.watch.Counts.Part;
import dev.carnet.mcp.watch.Counts.Place;
import dev.carnet.mcp.watch.Different.Group;
import dev.carnet.mcp.watch.Different.Last;
import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Setting;
import dev.carnet.shared.signal.Slice;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Several replicas that count the same principal's calls at one database, each for itself.
@QuarkusTest
@Timeout(60)
@WithTestResource(TestCarnet.Mcp.class)
class MergingTest {

    @Inject Places places;
    @Inject Door door;
    @Inject CountStore store;
    @Inject DifferentStore names;
    @Inject Losses losses;
    @Inject Firing firing;
    @Inject Clock clock;

    private final House house = new House();
    private final String workspace = house.workspace();
    private final Whose whose = new Whose(workspace, "grt_1");
    private final Effective detector = daily(Detector.CREDENTIAL_BURST);

    /// One replica.
    private record Replica(Counts counts, Different different, Traces traces, Merging merging) {

        Counted counted(Whose whose, String entry, Instant now) {
            return new Counted(
                    whose,
                    traces.of(whose),
                    Suspect.nobody(whose.workspace()),
                    whose.name(),
                    List.of(entry),
                    now);
        }
    }

    private static Effective daily(Detector which) {
        return new Effective(
                which,
                new Setting(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Duration.ofDays(1)),
                        Optional.empty()));
    }

    private Replica replica() {
        var counts = new Counts();
        var different = new Different();
        var traces = new Traces();
        var merging =
                new Merging(
                        counts, different, places, door, store, names, traces, losses, firing,
                        clock);
        return new Replica(counts, different, traces, merging);
    }

    /// (G3) what two count adds up, neither of them had enough alone, and the event names entries
    /// of both; a third that dies before it said what it counted loses no more. After the event all
    /// begin anew.
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
        assertEquals(List.of(), events("credential_burst"));
        assertEquals(11.0, tally());
        count(second, 5, "two");
        turn(second);
        assertEquals(16.0, tally());
        assertEquals(List.of("16.0"), events("credential_burst"));
        assertTrue(causes("credential_burst").contains("two-4"), causes("credential_burst"));
        assertTrue(causes("credential_burst").contains("one-7"), causes("credential_burst"));
        turn(second);
        count(first, 1, "more");
        turn(first);
        assertEquals(1, events("credential_burst").size());
        assertEquals(1.0, counted(), "everybody began anew");
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

    /// (G3) whatever is counted is counted together, each replica having seen too little for
    /// itself.
    @ParameterizedTest
    @CsvSource({
        "CREDENTIAL_BURST, 8",
        "DENIED_STREAK, 6",
        "FAILURE_STREAK, 6",
        "DPOP_MISMATCH, 2",
        "PROOF_REPLAY, 6",
        "CREDENTIAL_OUTSIDE_SCOPE, 3",
        "SECRET_IN_ARGUMENTS, 3",
        "SECRET_IN_RESULT, 3",
        "INJECTION_IN_ARGUMENTS, 3",
        "INJECTION_IN_RESULT, 3"
    })
    void half_at_each_of_two_is_enough(Detector which, int half) {
        var one = atLeast(which, 2 * half - 1);
        var replicas = List.of(replica(), replica());
        for (Replica replica : replicas) {
            for (int i = 0; i < half; i++) {
                var counted = replica.counted(whose, "eid" + i, clock.instant());
                assertFalse(replica.counts().often(counted, one, 1));
            }
            turn(replica);
        }
        assertEquals(1, events(which.wire()).size());
    }

    /// (G3) of different names and networks each counts once, wherever it came up; who is seen at
    /// one replica in two networks and at another in a third is in three.
    @ParameterizedTest
    @CsvSource({"TOOL_ENUMERATION, 10", "IMPOSSIBLE_PARALLELISM, 3"})
    void different_ones_of_two_replicas_are_added_up(Detector which, int threshold) {
        var one = new Effective(which, Setting.NONE);
        var first = replica();
        var second = replica();
        Instant now = clock.instant();
        for (int i = 0; i < threshold - 1; i++) {
            met(first, one, "what" + i, now);
            met(second, one, "what" + i, now);
        }
        turn(first);
        turn(second);
        assertEquals(List.of(), events(which.wire()), "the same ones at both");
        met(second, one, "another", now);
        turn(second);
        assertEquals(List.of(Integer.toString(threshold)), events(which.wire()));
        assertTrue(causes(which.wire()).contains("eid-another"), causes(which.wire()));
        met(first, one, "another still", now);
        turn(first);
        assertEquals(1, events(which.wire()).size(), "once within the window, of all replicas");
    }

    /// What lies outside the window counts no more.
    @Test
    void networks_of_another_minute_are_none_at_a_time() {
        var one = new Effective(Detector.IMPOSSIBLE_PARALLELISM, Setting.NONE);
        var replica = replica();
        Instant now = clock.instant();
        met(replica, one, "long ago", now.minusSeconds(61));
        met(replica, one, "a", now);
        met(replica, one, "b", now);
        turn(replica);
        assertEquals(List.of(), events("impossible_parallelism"));
    }

    /// The window slides: no boundary hides what came before and behind it.
    @Test
    void a_boundary_hides_nothing() {
        var one = new Effective(Detector.CREDENTIAL_BURST, Setting.NONE);
        var first = replica();
        var second = replica();
        Instant now = clock.instant();
        Instant before = now.minusSeconds(20);
        assertFalse(Slice.of(one, before).began().equals(Slice.of(one, now).began()));
        for (int i = 0; i < 8; i++) {
            first.counts().often(first.counted(whose, "before" + i, before), one, 1);
        }
        turn(first);
        for (int i = 0; i < 8; i++) {
            second.counts().often(second.counted(whose, "behind" + i, now), one, 1);
        }
        turn(second);
        assertEquals(List.of("16.0"), events("credential_burst"));
    }

    /// A call that runs at one replica ends the streak of what was refused at another.
    @Test
    void a_streak_ends_for_all_replicas() {
        var one = new Effective(Detector.DENIED_STREAK, Setting.NONE);
        var first = replica();
        var second = replica();
        for (int i = 0; i < 8; i++) {
            first.counts().often(first.counted(whose, "no" + i, clock.instant()), one, 1);
        }
        turn(first);
        second.counts().over(second.counted(whose, "yes", clock.instant()), one);
        turn(second);
        for (int i = 0; i < 8; i++) {
            second.counts().often(second.counted(whose, "no" + i, clock.instant()), one, 1);
            turn(second);
        }
        assertEquals(List.of(), events("denied_streak"));
        for (int i = 0; i < 2; i++) {
            first.traces().of(whose).over(Detector.DENIED_STREAK);
            first.counts().often(first.counted(whose, "no" + i, clock.instant()), one, 1);
        }
        turn(first);
        assertEquals(List.of("10.0"), events("denied_streak"));
    }

    private static Effective atLeast(Detector which, double threshold) {
        return new Effective(
                which,
                new Setting(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(threshold),
                        Optional.of(Duration.ofDays(1)),
                        Optional.empty()));
    }

    private void met(Replica replica, Effective one, String what, Instant at) {
        replica.different()
                .add(
                        new Group(whose, one),
                        Suspect.nobody(workspace),
                        Brief.hash(what),
                        new Last(at, "eid-" + what.replace(' ', '-')));
    }

    private void count(Replica replica, int times, String name) {
        var place = new Place(whose, detector, Slice.of(detector, clock.instant()).began());
        for (int i = 0; i < times; i++) {
            var suspect = Suspect.nobody(workspace);
            var part = new Part(1, suspect, whose.name(), List.of(name + "-" + i), false);
            replica.counts().add(place, part);
        }
    }

    private static void turn(Replica replica) {
        replica.merging().turn().await().indefinitely();
    }

    private Object tally() {
        return house.world()
                .read("SELECT sum(amount) FROM watch.tally WHERE workspace_id = ?", workspace);
    }

    /// What counts after the last end.
    private Object counted() {
        return house.world()
                .read(
                        """
                        SELECT sum(amount) FROM watch.tally t WHERE workspace_id = ?
                          AND began_at >= (SELECT max(began_at) FROM watch.tally o
                            WHERE o.workspace_id = t.workspace_id AND o.ended)
                        """,
                        workspace);
    }

    private List<String> events(String kind) {
        return house.world()
                .strings(
                        """
                        SELECT facts->>'sum' FROM watch.security_event
                        WHERE workspace_id = ? AND kind = ?
                        """,
                        workspace,
                        kind);
    }

    private String causes(String kind) {
        return String.valueOf(
                house.world()
                        .read(
                                """
                                SELECT entries::text FROM watch.security_event
                                WHERE workspace_id = ? AND kind = ?
                                """,
                                workspace,
                                kind));
    }
}
