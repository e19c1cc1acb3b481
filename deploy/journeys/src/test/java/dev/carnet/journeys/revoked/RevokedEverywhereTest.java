package dev.carnet.journeys.revoked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.database.DatabaseUrl;
import dev.carnet.journeys.revoked.Passports.Passport;
import dev.carnet.journeys.running.WholeCarnet;
import dev.carnet.journeys.running.WholeCarnet.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/// No request that starts after the answer to a revocation is served to who was revoked, at three
/// mcp-servers and at auth-server itself, whatever happens to one of them or the database.
@Tag("long")
@Timeout(180)
@ExtendWith(WholeCarnet.class)
@ResourceLock(WholeCarnet.LOCK)
class RevokedEverywhereTest {

    private static final int SERVED = 200;
    private static final int REFUSED = 401;
    private static final int NOBODY_KNOWS = 503;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Running running;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Passports passports;

    RevokedEverywhereTest(Running running) {
        this.running = running;
    }

    @BeforeEach
    void everybodyServes() throws Exception {
        passports = Passports.of(running);
        Passport passport = passports.issue();
        for (String replica : running.replicas()) {
            awaitStatus(replica, passport, SERVED);
        }
    }

    /// E3: a replica that was paused while something was revoked does not serve it when it goes on.
    @Test
    void a_paused_replica_serves_nobody_who_was_revoked_meanwhile() throws Exception {
        Passport passport = passports.issue();
        long pid = running.carnet().description().pid("mcp-server-2");
        signal(pid, "STOP");
        CompletableFuture<Integer> asked;
        try {
            assertEquals(200, passports.revoke(passport).status());
            assertEquals(REFUSED, status(running.replicas().getFirst(), passport));
            asked =
                    http.sendAsync(
                                    request(running.replicas().get(1), passport),
                                    BodyHandlers.discarding())
                            .thenApply(answer -> answer.statusCode());
        } finally {
            signal(pid, "CONT");
        }
        assertTrue(List.of(REFUSED, NOBODY_KNOWS).contains(asked.get(60, TimeUnit.SECONDS)));
        awaitRefusal(running.replicas().get(1), passport);
    }

    /// E3: without its connection to the feed a replica polls, or refuses; it never serves.
    @Test
    void a_replica_that_lost_its_connections_serves_nobody_who_was_revoked() throws Exception {
        for (int round = 0; round < 5; round++) {
            Passport passport = passports.issue();
            try (Connection owner = owner();
                    var cut =
                            owner.prepareStatement(
                                    """
                                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                                    WHERE usename = 'carnet_mcp' AND pid <> pg_backend_pid()
                                    """)) {
                var rows = cut.executeQuery();
                assertTrue(rows.next() && rows.getInt(1) > 0, "nothing was cut");
            }
            assertEquals(200, passports.revoke(passport).status());
            for (String replica : running.replicas()) {
                awaitRefusal(replica, passport);
            }
        }
    }

    /// E3: while nobody can read the feed, nobody is served after a second; and when it can be read
    /// again, the revocation that waited counts with its answer.
    @Test
    void a_stalled_database_serves_nobody() throws Exception {
        Passport passport = passports.issue();
        CompletableFuture<Integer> revoked;
        try (Connection owner = owner();
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("LOCK TABLE feed.change, feed.head IN ACCESS EXCLUSIVE MODE");
            revoked = CompletableFuture.supplyAsync(() -> revoke(passport));
            for (String replica : running.replicas()) {
                awaitStatus(replica, passport, NOBODY_KNOWS);
            }
            owner.rollback();
        }
        int answer = revoked.get(60, TimeUnit.SECONDS);
        if (answer != 200) {
            assertEquals(200, awaitRevoked(passport));
        }
        for (String replica : running.replicas()) {
            awaitRefusal(replica, passport);
        }
    }

    /// E3: the same where requests never stop: what began after the answer is refused.
    @Test
    void of_requests_that_never_stop_none_that_began_later_is_served() throws Exception {
        for (int round = 0; round < 20; round++) {
            Passport passport = passports.issue();
            var began = new ArrayList<CompletableFuture<Void>>();
            var late = new java.util.concurrent.atomic.AtomicBoolean();
            var served = new java.util.concurrent.atomic.AtomicInteger();
            for (String replica : running.replicas()) {
                began.add(
                        CompletableFuture.runAsync(() -> hammer(replica, passport, late, served)));
            }
            assertEquals(200, passports.revoke(passport).status());
            late.set(true);
            for (var one : began) {
                one.get(60, TimeUnit.SECONDS);
            }
            assertEquals(0, served.get(), "served after the answer");
        }
    }

    /// E2, E3: what was delegated ends with what it comes from, at every replica: its streams, and
    /// whatever it asks for next.
    @Test
    void a_delegated_passport_ends_with_its_root_at_every_replica() throws Exception {
        Passport root = passports.issue();
        Passport child = passports.delegate(root);
        Passport beside = passports.issue();
        var streams = new ArrayList<CompletableFuture<Void>>();
        for (String replica : running.replicas()) {
            awaitStatus(replica, child, SERVED);
            streams.add(listen(replica, child));
        }
        assertTrue(streams.stream().noneMatch(CompletableFuture::isDone));
        assertEquals(200, passports.revoke(root).status());
        for (String replica : running.replicas()) {
            assertEquals(REFUSED, status(replica, child), replica);
            assertEquals(SERVED, status(replica, beside), replica);
        }
        for (var stream : streams) {
            stream.get(60, TimeUnit.SECONDS);
        }
    }

    /// A stream that has begun; done when it has ended.
    private CompletableFuture<Void> listen(String replica, Passport passport) throws Exception {
        var answer =
                http.send(
                        request(replica, passport, "subscriptions/listen", "\"notifications\":{},"),
                        BodyHandlers.ofInputStream());
        assertEquals(SERVED, answer.statusCode());
        assertTrue(answer.body().read() >= 0);
        return CompletableFuture.runAsync(() -> drain(answer.body()));
    }

    private static void drain(java.io.InputStream stream) {
        try (stream) {
            stream.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException reset) {
            throw new java.io.UncheckedIOException(reset);
        }
    }

    private void hammer(
            String replica,
            Passport passport,
            java.util.concurrent.atomic.AtomicBoolean late,
            java.util.concurrent.atomic.AtomicInteger served) {
        int after = 0;
        while (after < 5) {
            boolean later = late.get();
            int status = status(replica, passport);
            if (later) {
                after++;
                if (status == SERVED) {
                    served.incrementAndGet();
                }
            }
        }
    }

    private int revoke(Passport passport) {
        try {
            return passports.revoke(passport).status();
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private int awaitRevoked(Passport passport) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int answer = revoke(passport);
        while (answer != 200 && System.nanoTime() < end) {
            Thread.sleep(100);
            answer = revoke(passport);
        }
        return answer;
    }

    /// Until it is refused; on the way nobody is served.
    private void awaitRefusal(String replica, Passport passport) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int status = status(replica, passport);
        while (status != REFUSED && System.nanoTime() < end) {
            assertEquals(NOBODY_KNOWS, status, replica);
            Thread.sleep(20);
            status = status(replica, passport);
        }
        assertEquals(REFUSED, status, replica);
    }

    private void awaitStatus(String replica, Passport passport, int wanted)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int status = status(replica, passport);
        while (status != wanted && System.nanoTime() < end) {
            Thread.sleep(20);
            status = status(replica, passport);
        }
        assertEquals(wanted, status, replica);
    }

    private int status(String replica, Passport passport) {
        try {
            return http.send(request(replica, passport), BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static HttpRequest request(String replica, Passport passport) {
        return request(replica, passport, "server/discover", "");
    }

    private static HttpRequest request(
            String replica, Passport passport, String method, String parameters) {
        return HttpRequest.newBuilder(URI.create(replica))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "Bearer " + passport.token())
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .POST(
                        BodyPublishers.ofString(
                                """
                                {"jsonrpc":"2.0","id":1,"method":"%s","params":{%s"_meta":{
                                "io.modelcontextprotocol/protocolVersion":"2026-07-28",
                                "io.modelcontextprotocol/clientCapabilities":{}}}}
                                """
                                        .formatted(method, parameters)))
                .build();
    }

    private Connection owner() throws IOException, SQLException {
        return DatabaseUrl.parse(running.carnet().description().database())
                .source()
                .getConnection();
    }

    private static void signal(long pid, String name) throws IOException, InterruptedException {
        var process = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertEquals(0, process.waitFor());
    }
}
