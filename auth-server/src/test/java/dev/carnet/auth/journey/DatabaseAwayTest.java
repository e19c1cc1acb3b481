package dev.carnet.auth.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.auth.journey.Doors.Door;
import dev.carnet.testing.DatabaseOutage;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Without its database the service says "not now" at every door, in the words of that door, and
/// not what is behind it; afterwards everything is as before.
@QuarkusTest
@Timeout(180)
@WithTestResource(TestCarnet.Auth.class)
class DatabaseAwayTest {

    private static final String WAITING =
            "FROM pg_stat_activity WHERE usename = 'carnet_auth' AND wait_event_type = 'Lock'";

    private final World world = World.current();

    @Test
    void every_door_answers_503_while_postgresql_is_dead_and_works_again_afterwards() {
        List<Door> doors = new Doors().all();
        var before = new TreeMap<String, Integer>();
        doors.forEach(door -> before.put(door.name(), settled(door)));
        assertTrue(before.values().stream().allMatch(status -> status < 500), before.toString());
        try (var _ = DatabaseOutage.begin(world)) {
            for (int round = 0; round < 3; round++) {
                doors.forEach(DatabaseAwayTest::assertNotNow);
            }
        }
        world.settle();
        var after = new TreeMap<String, Integer>();
        doors.forEach(door -> after.put(door.name(), settled(door)));
        assertEquals(before, after);
    }

    /// The connection is torn while the statement waits; the picture stays fresh, so nothing but
    /// the statement says that something is wrong.
    @Test
    void a_statement_whose_connection_dies_is_answered_with_503() throws Exception {
        var doors = new Doors();
        for (Door door : List.of(doors.keys(), doors.edit(), doors.token(), doors.authorize())) {
            try (var lock = world.owner().getConnection()) {
                lock.setAutoCommit(false);
                lock.createStatement()
                        .execute(
                                "LOCK TABLE auth.api_key, auth.agent, auth.client IN ACCESS"
                                        + " EXCLUSIVE MODE");
                var answer = CompletableFuture.supplyAsync(door::knock);
                awaitWaiting();
                world.read("SELECT count(pg_terminate_backend(pid)) " + WAITING);
                assertNotNow(door, answer.join());
            }
        }
    }

    @Test
    void what_takes_too_long_is_answered_with_503() throws Exception {
        var doors = new Doors();
        try (var lock = world.owner().getConnection();
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            lock.setAutoCommit(false);
            lock.createStatement()
                    .execute(
                            "LOCK TABLE auth.api_key, auth.agent, auth.client IN ACCESS"
                                    + " EXCLUSIVE MODE");
            var waiting =
                    Stream.of(doors.keys(), doors.edit(), doors.token(), doors.authorize())
                            .map(door ->
                                    CompletableFuture.runAsync(
                                            () -> assertNotNow(door, door.knock()), callers))
                            .toList();
            waiting.forEach(CompletableFuture::join);
        }
        assertTrue(settled(doors.token()) < 500);
    }

    private static void assertNotNow(Door door) {
        assertNotNow(door, door.knock());
    }

    private static void assertNotNow(Door door, HttpResponse<String> answer) {
        String said = door.name() + ": " + answer.statusCode() + " " + answer.body();
        assertEquals(503, answer.statusCode(), said);
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""), said);
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""), said);
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (door.page()) {
            assertTrue(type.startsWith("text/html"), said);
            assertTrue(answer.body().contains("temporarily_unavailable"), said);
        } else if (type.equals("application/problem+json")) {
            assertEquals("unavailable", Door.code(answer), said);
        } else {
            assertEquals("temporarily_unavailable", Door.code(answer), said);
        }
        // A request's own name is made of anything.
        String body = answer.body().replaceAll("req_\\w+", "").toLowerCase(java.util.Locale.ROOT);
        for (String inside :
                List.of("postgres", "sql", "vertx", "exception", "connection", "57p")) {
            assertFalse(body.contains(inside), said);
        }
    }

    /// The status of a door when the service can decide.
    private static int settled(Door door) {
        int status = door.knock().statusCode();
        for (int tries = 0; status >= 500 && tries < 400; tries++) {
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            status = door.knock().statusCode();
        }
        return status;
    }

    private void awaitWaiting() throws SQLException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (((Number) world.read("SELECT count(*) " + WAITING)).intValue() == 0) {
            assertTrue(System.nanoTime() < until, "no statement waits for the lock");
        }
    }
}
