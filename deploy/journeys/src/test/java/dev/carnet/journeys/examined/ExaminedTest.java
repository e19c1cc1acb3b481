package dev.carnet.journeys.examined;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.bench.fuzz.Fuzz;
import dev.carnet.bench.person.Person;
import dev.carnet.local.doctor.Doctor;
import dev.carnet.local.doctor.Scripted;
import dev.carnet.local.stack.Plan;
import dev.carnet.local.stack.RunningCarnet;
import dev.carnet.testing.Rounds;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminedTest {

    private static final String EMAIL = "owner@example.com";
    private static final String PASSWORD = "correct horse battery staple";
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final long REQUESTS = 30L * Math.max(100, Rounds.COUNT);

    @TempDir static @Nullable Path home;
    private static @Nullable RunningCarnet carnet;

    @BeforeAll
    static void start() throws IOException {
        Plan plan =
                Plan.onFreePorts(Path.of(String.valueOf(home)), 1)
                        .with("CARNET_OWNER_EMAIL", EMAIL)
                        .with("CARNET_OWNER_PASSWORD", PASSWORD)
                        .with("CARNET_REFRESH_GRACE_SECONDS", String.valueOf(GRACE.toSeconds()))
                        .with("CARNET_DEVELOPMENT_DOCUMENTS", "true")
                        .with("CARNET_TRUSTED_PROXIES", "127.0.0.1/32");
        carnet = RunningCarnet.start(plan);
    }

    @AfterAll
    static void stop() throws IOException {
        running().close();
    }

    /// V62, W14: every behaviour of every client in the table, against the real service.
    @Test
    void no_client_of_the_doctors_table_would_fail() throws Exception {
        var doctor =
                new Doctor(
                        plan().mcp(),
                        Optional.empty(),
                        new Scripted(person()),
                        GRACE,
                        Thread::sleep,
                        Optional.of(URI.create("http://127.0.0.1:0/")));
        var report = doctor.examine(_ -> {});
        assertEquals(0, report.failed(), report.table());
        assertEquals(0, report.notChecked(), report.table());
    }

    /// V20, V29, V34: whatever comes, no 5xx, no markup of the request's, JSON where JSON belongs,
    /// and no endless answer.
    @Test
    void nothing_that_is_sent_brings_out_what_should_never_be_answered() throws Exception {
        long seed = Long.getLong("carnet.seed", System.nanoTime());
        System.out.println("fuzz: seed " + seed + " (repeat with -Dcarnet.seed=" + seed + ")");
        URI issuer = URI.create(plan().issuer());
        var tally = new Fuzz(issuer, URI.create(plan().mcp()), person(), seed, 4).run(REQUESTS);
        System.out.println(tally.table());
        assertEquals(List.of(), tally.wrong(), () -> "seed " + seed);
        assertEquals(REQUESTS, tally.requests());
        assertEquals(List.of(), tally.silent());
        assertTrue(tally.wellReceived() > REQUESTS / 20, tally::table);
    }

    private static Person person() {
        return new Person(URI.create(plan().issuer()), EMAIL, PASSWORD);
    }

    private static Plan plan() {
        return running().plan();
    }

    private static RunningCarnet running() {
        var running = carnet;
        if (running == null) {
            throw new IllegalStateException("it did not start");
        }
        return running;
    }
}
