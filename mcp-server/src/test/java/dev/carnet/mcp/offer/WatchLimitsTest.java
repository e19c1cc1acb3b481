package dev.carnet.mcp.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.offer.TestServers.Server;
import dev.carnet.mcp.wire.Conversing;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How many may watch, and for how long: as long as their credential at the server counts.
@QuarkusTest
@Timeout(90)
@TestProfile(TestServers.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class WatchLimitsTest {

    private static final String ONE = "carnet+mail+file:///one";

    private final Operator operator = Operator.fresh();
    private final Server mail =
            Server.of(operator.workspace(), "mail").tool("send", "Sends.").resource("file:///one");
    private final McpClient client = operator.whole();
    private final List<Stream<String>> streams = new ArrayList<>();

    @Inject Subscriptions subscriptions;

    @AfterEach
    void close() {
        streams.forEach(Stream::close);
    }

    private void listen() {
        var lines = open();
        streams.add(lines);
        var events = lines.flatMap(McpClient::data).iterator();
        assertEquals(
                "notifications/subscriptions/acknowledged", events.next().path("method").asText());
    }

    /// On a busy machine a picture may be older than a second: then nobody decides, and one asks
    /// again.
    private Stream<String> open() {
        for (int i = 0; i < 20; i++) {
            try {
                return ask().stream();
            } catch (IllegalStateException unavailable) {
                assertTrue(unavailable.toString().contains(": 503"), unavailable.toString());
                AuditTrail.pause();
            }
        }
        throw new AssertionError("nobody decides");
    }

    private McpClient.Call ask() {
        return client.call(
                "subscriptions/listen",
                "{'notifications':{'resourceSubscriptions':['" + ONE + "']}}");
    }

    private void untilWatched(int many) {
        for (int i = 0; i < 300 && mail.watched().size() != many; i++) {
            AuditTrail.pause();
        }
        assertEquals(many, mail.watched().size());
    }

    /// One stream too many is refused in words, in both eras, and may be opened when another ends.
    @Test
    void a_stream_too_many_is_refused_and_not_deaf() {
        operator.approveAll(mail, "read");
        for (int i = 0; i < Limits.WATCHES_PER_SERVER; i++) {
            listen();
        }
        untilWatched(Limits.WATCHES_PER_SERVER);
        var refused = ask().send();
        assertEquals(429, refused.status(), refused.toString());
        assertTrue(refused.toString().contains("mail on 8 streams"), refused.toString());
        var session = Conversing.open(client);
        var earlier = session.call("resources/subscribe", "{\"uri\":\"" + ONE + "\"}");
        assertEquals(-31004, earlier.error(), earlier.toString());

        streams.removeFirst().close();
        untilWatched(Limits.WATCHES_PER_SERVER - 1);
        listen();
        untilWatched(Limits.WATCHES_PER_SERVER);
    }

    /// Of each stream and server there is one begin before the server hears of it, and one end; the
    /// address is hidden.
    @Test
    void a_watch_is_in_the_record_before_its_server_hears_of_it_and_when_it_ends() {
        operator.approveAll(mail, "read");
        var log = AuditTrail.of(operator.world(), operator.workspace());
        var before = new AtomicReference<>(List.<JsonNode>of());
        mail.whenAsked(() -> before.set(log.events("resource.watch.begin")));
        listen();
        untilWatched(1);
        assertEquals(1, before.get().size());
        JsonNode begin = before.get().getFirst();
        assertEquals("mail", begin.path("srv").asText());
        assertEquals(operator.owner(), begin.path("sub").asText());
        assertEquals("1", begin.path("count").asText());
        assertFalse(begin.toString().contains("file:///one"), begin.toString());
        assertTrue(log.events("resource.watch.end").isEmpty());
        subscriptions.renew();
        streams.removeFirst().close();
        JsonNode end =
                log.await("resource.watch.end", one -> one.path("begin").equals(begin.path("eid")));
        assertEquals("ok", end.path("out").asText());
        assertEquals("mail", end.path("srv").asText());
        untilWatched(0);
        assertEquals(1, log.events("resource.watch.begin").size());
        assertEquals(1, log.events("resource.watch.end").size());
    }

    /// What cannot be recorded is asked of nobody.
    @Test
    void a_watch_that_cannot_be_recorded_is_not_begun() {
        operator.approveAll(mail, "read");
        operator.world().write("REVOKE INSERT ON audit.open_call FROM carnet_mcp");
        try {
            listen();
            subscriptions.renew();
            var read = client.call("resources/read", "{\"uri\":\"" + ONE + "\"}").send();
            assertEquals(503, read.status(), read.toString());
            assertEquals(List.of(), mail.watched());
        } finally {
            operator.world().write("GRANT INSERT ON audit.open_call TO carnet_mcp");
        }
        for (int i = 0; i < 300 && mail.watched().isEmpty(); i++) {
            subscriptions.renew();
            AuditTrail.pause();
        }
        assertEquals(1, mail.watched().size());
    }

    /// A process that was not heard of for a while finds its watches ended in the record: they
    /// begin anew, and the server is watched by way of an entry that is open.
    @Test
    void a_watch_that_another_process_ended_begins_anew() {
        operator.approveAll(mail, "read");
        var log = AuditTrail.of(operator.world(), operator.workspace());
        listen();
        untilWatched(1);
        JsonNode begin = log.events("resource.watch.begin").getFirst();
        operator.world()
                .write(
                        "UPDATE audit.open_call SET node_id = 'another' WHERE eid = ?::uuid",
                        begin.path("eid").asText());
        JsonNode end =
                log.await("resource.watch.end", one -> one.path("begin").equals(begin.path("eid")));
        assertEquals("unknown", end.path("out").asText());
        subscriptions.renew();
        JsonNode anew = log.await("resource.watch.begin", one -> !one.equals(begin));
        untilWatched(1);
        streams.removeFirst().close();
        assertEquals(
                "ok",
                log.await("resource.watch.end", one -> one.path("begin").equals(anew.path("eid")))
                        .path("out")
                        .asText());
        untilWatched(0);
    }

    /// Whoever is not connected any more hears nothing more, and hears again once they are.
    @Test
    void a_watch_ends_with_the_connection_and_begins_again_with_the_next() {
        operator.approveAll(mail, "read");
        listen();
        untilWatched(1);
        mail.connectAt("https://carnet.example/connect");
        subscriptions.renew();
        untilWatched(0);
        mail.connected();
        subscriptions.renew();
        untilWatched(1);
    }

    /// What proves somebody at a server is shown where the server is, and nowhere once it is
    /// closed.
    @Test
    void a_watch_moves_with_its_server_and_ends_when_it_is_closed() {
        operator.approveAll(mail, "read");
        listen();
        untilWatched(1);
        String after = "[https://elsewhere.example/mcp]";
        mail.move("https://elsewhere.example/mcp");
        for (int i = 0; i < 300 && !mail.watchedAt().equals(after); i++) {
            subscriptions.renew();
            AuditTrail.pause();
        }
        assertEquals(after, mail.watchedAt());
        mail.open(false);
        subscriptions.renew();
        untilWatched(0);
    }
}
