package dev.carnet.mcp.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A check that takes its time: whoever waits is told how far it is, and for nobody it goes on.
@QuarkusTest
@Timeout(90)
@WithTestResource(TestCarnet.Mcp.class)
class LongCheckTest {

    private static final int ENTRIES = 1_200;
    private static final int PAGE = 500;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'carnet_mcp'"
                    + " AND wait_event_type = 'Lock' AND query LIKE '%audit.index%'";

    private final World world = World.current();
    private final String workspace = world.workspace();
    private final String api = world.mcpUrl().replace("/mcp", "/api/v1");
    private final String token =
            world.token(
                    world.claims(workspace, world.member(workspace, Role.AUDITOR)).audience(api));

    @Inject AuditLog log;

    @Test
    void tells_how_far_it_is_and_then_what_it_found() throws Exception {
        var appends = IntStream.range(0, ENTRIES).mapToObj(_ -> log.append(entry())).toList();
        Uni.join().all(appends).andFailFast().await().indefinitely();
        var answer = settled();
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("text/event-stream", answer.headers().firstValue("Content-Type").orElse(""));
        List<JsonNode> events = new ArrayList<>();
        for (String line : answer.body().lines().filter(one -> one.startsWith("data: ")).toList()) {
            events.add(JSON.readTree(line.substring("data: ".length())));
        }
        JsonNode verdict = events.removeLast();
        assertEquals("intact", verdict.path("status").asText(), verdict.toString());
        long total = verdict.path("size").asLong();
        assertTrue(total >= ENTRIES, verdict.toString());
        assertEquals(total / PAGE + 1, events.size());
        for (int page = 0; page < events.size(); page++) {
            assertEquals(
                    Math.min(total, (page + 1L) * PAGE), events.get(page).path("checked").asLong());
            assertEquals(total, events.get(page).path("total").asLong());
        }
    }

    /// One check runs for a workspace at a time, so one that goes on for nobody would keep the next
    /// one out.
    @Test
    void ends_when_its_reader_leaves() throws Exception {
        assertEquals(200, settled().statusCode());
        try (var lock = world.owner().getConnection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("LOCK TABLE audit.index IN ACCESS EXCLUSIVE MODE");
            var first = HTTP.sendAsync(request(), BodyHandlers.ofString());
            while (((Number) world.read(WAITING)).intValue() == 0) {
                AuditTrail.pause();
            }
            assertEquals(429, HTTP.send(request(), BodyHandlers.ofString()).statusCode());
            first.cancel(true);
            assertTrue(letIn(), "the check goes on although its reader has left");
        }
        assertEquals(200, settled().statusCode());
    }

    /// Whether another reader is let in, who then waits for the lock.
    private boolean letIn() throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        while (Instant.now().isBefore(end)) {
            CompletableFuture<HttpResponse<String>> next =
                    HTTP.sendAsync(request(), BodyHandlers.ofString());
            try {
                assertEquals(429, next.get(1, TimeUnit.SECONDS).statusCode());
            } catch (TimeoutException waiting) {
                next.cancel(true);
                return true;
            }
        }
        return false;
    }

    /// An answer of a service that knows the auditor and is not busy.
    private HttpResponse<String> settled() throws IOException, InterruptedException {
        var answer = HTTP.send(request(), BodyHandlers.ofString());
        for (int i = 0; i < 400 && List.of(401, 429, 503).contains(answer.statusCode()); i++) {
            AuditTrail.pause();
            answer = HTTP.send(request(), BodyHandlers.ofString());
        }
        return answer;
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create(api + "/audit/verify"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .build();
    }

    private Event entry() {
        return Event.of(workspace, "call.refused", Instant.now()).with("why", "test");
    }
}
