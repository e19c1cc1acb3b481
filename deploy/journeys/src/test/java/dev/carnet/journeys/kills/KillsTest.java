package dev.carnet.journeys.kills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.local.audit.AuditExport;
import dev.carnet.local.audit.AuditVerify;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Twenty times something is killed while everybody works; afterwards every answer that was given
/// stands in the log, once.
@Isolated
@Tag("long")
class KillsTest {

    private static final int KILLS = 20;

    /// Made on the way, many of them with a kill in between.
    private static final int KEYS_AT_LEAST = KILLS;

    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);
    private static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    private final long seed = Long.getLong("carnet.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Answers answers = new Answers();

    @TempDir Path folder;

    @Test
    @Timeout(900)
    void loses_nothing_that_was_answered_and_writes_nothing_twice()
            throws IOException, InterruptedException, SQLException {
        say("seed " + seed + " (repeat with -Dcarnet.seed=" + seed + ")");
        Plan plan =
                Plan.onFreePorts(folder.resolve("home"), 2)
                        .with("CARNET_OWNER_EMAIL", Crowd.OWNER)
                        .with("CARNET_OWNER_PASSWORD", Crowd.PASSWORD);
        try (RunningCarnet carnet = RunningCarnet.start(plan)) {
            Stored stored = new Stored(DatabaseUrl.parse(carnet.description().database()).source());
            var crowd = Crowd.at(carnet, answers, random);
            try {
                kill(carnet, stored);
                awaitMore();
            } finally {
                crowd.stop();
                report();
            }
            crowd.awaitEnd();
            say("everybody stopped");
            awaitSettled(stored);
            judge(stored);
        }
    }

    /// Kills one part or two at once, and starts them again a moment later.
    private void kill(RunningCarnet carnet, Stored stored)
            throws IOException, InterruptedException, SQLException {
        for (int killed = 0; killed < KILLS; ) {
            Thread.sleep(random.nextLong(200, 1500));
            List<String> victims = victims(carnet.parts(), Math.min(KILLS - killed, 2));
            for (String victim : victims) {
                carnet.kill(victim);
            }
            say(victims + " after " + answers.calls().size() + " answers");
            Thread.sleep(random.nextLong(0, 500));
            for (String victim : victims) {
                carnet.start(victim);
            }
            assertEquals(DURABLE, stored.durability());
            killed += victims.size();
        }
    }

    /// Any part, or any two, in the order they have to be started again.
    private List<String> victims(List<String> parts, int atMost) {
        int count = random.nextBoolean() ? atMost : 1;
        List<String> left = new ArrayList<>(parts);
        while (left.size() > count) {
            left.remove(random.nextInt(left.size()));
        }
        return left;
    }

    /// Until calls and keys are answered again after the last kill.
    private void awaitMore() throws InterruptedException {
        int calls = answers.calls().size();
        int keys = answers.keys().size();
        long until = System.nanoTime() + ANSWERED_WITHIN.toNanos();
        while (answers.calls().size() == calls || answers.keys().size() == keys) {
            assertTrue(System.nanoTime() < until, "nobody is answered after the last kill");
            Thread.sleep(100);
        }
    }

    /// Until every begun call of a killed process was closed and the outbox is empty.
    private void awaitSettled(Stored stored) throws InterruptedException, SQLException {
        long until = System.nanoTime() + SETTLED_WITHIN.toNanos();
        while (!settled(stored)) {
            assertTrue(System.nanoTime() < until, "calls stay open, or the outbox full");
            Thread.sleep(500);
        }
    }

    private static boolean settled(Stored stored) throws SQLException {
        return stored.outbox() == 0 && stored.entries("begin") == stored.entries("end");
    }

    private void judge(Stored stored) throws SQLException, IOException {
        String origin = answers.calls().getFirst().log();
        assertEquals(List.of(), new Judgement(stored.log(origin)).of(answers));
        assertEquals(List.of(), unexcused());
        judgeKeys(stored.keyNames());
        assertIntact(stored);
        assertEquals(DURABLE, stored.durability());
    }

    private void report() {
        long again = answers.keys().stream().filter(made -> made.tries() > 1).count();
        say(answers.calls().size() + " calls answered");
        say(answers.keys().size() + " keys answered, " + again + " after several tries");
        answers.others().forEach((other, times) -> say(times + " times " + other));
    }

    private void judgeKeys(Map<String, Long> names) {
        assertTrue(answers.keys().size() >= KEYS_AT_LEAST, "keys: " + answers.keys().size());
        for (MadeKey made : answers.keys()) {
            assertEquals(1, names.get(made.name()), "rows of " + made);
        }
        names.forEach((name, rows) -> assertEquals(1, rows, "rows of " + name));
    }

    private List<Other> unexcused() {
        return answers.others().keySet().stream().filter(other -> !other.excused()).toList();
    }

    /// Every log, read and judged by the offline verifier.
    private void assertIntact(Stored stored) throws SQLException, IOException {
        Path file = folder.resolve("export.jsonl");
        var said = new StringWriter();
        AuditExport.run(stored.database(), file, Optional.empty(), new PrintWriter(said));
        int exit = AuditVerify.run(file, Optional.empty(), new PrintWriter(said));
        assertEquals(AuditVerify.INTACT, exit, said.toString());
    }

    private static void say(String what) {
        System.out.println("kills: " + what);
    }
}
