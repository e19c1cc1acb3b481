package dev.carnet.shared.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.shared.audit.FaultyWire.Fault;
import dev.carnet.shared.audit.FaultyWire.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several processes write the same logs at once.
@ResourceLock(AuditDatabase.LOCK)
class RacingWritersTest {

    private static final AuditDatabase DATABASE = AuditDatabase.get();

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void share_one_log_without_gap_or_fork(int writers) throws Exception {
        String workspace = DATABASE.workspace();
        var loads = new ArrayList<Load>();
        var logs = new ArrayList<GroupCommitLog>();
        for (int i = 0; i < writers; i++) {
            logs.add(DATABASE.writer());
            loads.add(new Load(logs.getLast(), DATABASE, workspace));
        }
        together(loads, 16, 30);
        for (Load load : loads) {
            load.settleDown();
            assertEquals(0, load.refused());
            load.check();
        }
        logs.forEach(log -> log.close().await().atMost(AuditDatabase.WAIT));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void lose_their_connections_again_and_again(long seed) throws Exception {
        var random = new Random(seed);
        var workspaces = List.of(DATABASE.workspace(), DATABASE.workspace(), DATABASE.workspace());
        var logs = List.of(DATABASE.writer(), DATABASE.writer());
        var loads = new ArrayList<Load>();
        for (GroupCommitLog log : logs) {
            workspaces.forEach(workspace -> loads.add(new Load(log, DATABASE, workspace)));
        }
        Thread killer = Thread.ofVirtual().start(() -> kill(random, 12));
        while (killer.isAlive()) {
            together(loads, 4, 6);
        }
        for (Load load : loads) {
            load.settleDown();
        }
        for (Load load : loads) {
            load.check();
        }
        logs.forEach(log -> log.close().await().atMost(AuditDatabase.WAIT));
    }

    @Test
    void are_held_up_for_a_moment_by_one_that_fell_silent_with_the_lock() throws Exception {
        String workspace = DATABASE.workspace();
        try (var wire = new FaultyWire(DATABASE.server.port())) {
            GroupCommitLog silent = DATABASE.writer(DATABASE.as("carnet_mcp").setPort(wire.port()));
            GroupCommitLog other = DATABASE.writer();
            var load = new Load(silent, DATABASE, workspace);
            load.run(1, 3);
            wire.arm(List.of(new Fault("audit.must", Mode.HANG_BEFORE)));
            var stuck = silent.append(event(workspace)).subscribeAsCompletionStage();
            while (wire.fired() == 0) {
                Thread.sleep(5);
            }
            other.append(event(workspace)).await().atMost(AuditLimits.CALLER);
            // Its own caller is answered, or told that nobody knows.
            stuck.exceptionally(unknown -> null).join();
            load.check();
            silent.close().await().atMost(AuditDatabase.WAIT);
            other.close().await().atMost(AuditDatabase.WAIT);
        }
    }

    private static Event event(String workspace) {
        return Event.of(workspace, "call.refused", Instant.now());
    }

    private static void together(List<Load> loads, int callers, int times)
            throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (Load load : loads) {
            threads.add(Thread.ofVirtual().start(() -> run(load, callers, times)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void run(Load load, int callers, int times) {
        try {
            load.run(callers, times);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void kill(Random random, int times) {
        try {
            for (int i = 0; i < times; i++) {
                Thread.sleep(50 + random.nextInt(400));
                DATABASE.count(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE application_name = 'carnet-audit'");
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
