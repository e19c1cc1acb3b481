package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import dev.carnet.testing.TlsHost;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How older servers are recognised and kept up with, and that nothing stays open whatever they do.
class FallbackTest {

    private static final String TEXT = "{\"content\":[{\"type\":\"text\",\"text\":\"fine\"}]}";
    private static final String INITIALIZED =
            "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"serverInfo\":{}}";

    private final Bench bench = new Bench();
    private final TlsHost host = TlsHost.plain();

    @AfterEach
    void close() {
        bench.close();
        host.close();
    }

    private Destination at(String serverId) {
        return new Destination(
                "wsp_1",
                serverId,
                Transport.HTTP,
                "http://127.0.0.1:" + host.port() + "/mcp",
                Bench.SHORT,
                true);
    }

    private static String id(TlsHost.Request request) {
        return Json.parse(request.body()).path("id").toString();
    }

    private static String envelope(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void events(OutputStream out) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
    }

    /// A server of the earlier era without sessions: it answers the first question with that.
    private void earlier(TlsHost.Reply discover, TlsHost.Reply call) {
        host.answers(
                "/mcp",
                (request, out) -> {
                    String body = request.body();
                    TlsHost.Reply reply =
                            body.contains("\"server/discover\"")
                                    ? discover
                                    : body.contains("\"initialize\"")
                                            ? TlsHost.json(envelope(id(request), INITIALIZED))
                                            : body.contains("\"tools/call\"")
                                                    ? call
                                                    : TlsHost.raw(
                                                            body.isEmpty() ? 405 : 202, "", "");
                    reply.to(request, out);
                });
    }

    private static TlsHost.Reply fine() {
        return (request, out) -> TlsHost.json(envelope(id(request), TEXT)).to(request, out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {'jsonrpc':'2.0','id':1,'result':{}}",
                "200 | {'jsonrpc':'2.0','id':1,'result':{'supportedVersions':['2025-06-18']}}",
                "200 | {'jsonrpc':'2.0','id':1,'error':{'code':-32601,'message':'no'}}",
                "400 | {'jsonrpc':'2.0','id':null,'error':{'code':-32000,'message':'no session'}}",
                "400 | {'jsonrpc':'2.0','id':1,'error':{'code':-32022,'message':'no','data':{'supported':['2025-11-25']}}}",
                "400 | nonsense",
                "404 | nothing",
                "405 | nothing",
                "422 | nothing",
            })
    void a_server_that_does_not_know_the_question_is_asked_the_older_one(int status, String body) {
        earlier(
                TlsHost.raw(
                        status,
                        body.startsWith("{") ? "application/json" : "text/plain",
                        body.replace('\'', '"')),
                fine());
        Reply reply = bench.use(at("srv_1"), Bench.call("any"));
        assertInstanceOf(Reply.Done.class, reply);
        assertTrue(
                host.requests().stream()
                        .filter(one -> one.body().contains("tools/call"))
                        .allMatch(one ->
                                one.header("MCP-Protocol-Version")
                                        .filter("2025-06-18"::equals)
                                        .isPresent()));
        long asked = host.requests().stream().filter(FallbackTest::isDiscover).count();
        bench.upstreams.forget("wsp_1", "another");
        bench.use(
                at("srv_1"),
                new Pass(java.util.Map.of(), "other"),
                Bench.call("any"),
                Conversation.SILENT);
        assertEquals(
                asked,
                host.requests().stream().filter(FallbackTest::isDiscover).count(),
                "the era is remembered");
    }

    private static boolean isDiscover(TlsHost.Request request) {
        return request.body().contains("server/discover");
    }

    @ParameterizedTest
    @CsvSource({"500, DOWNSTREAM", "503, DOWNSTREAM", "401, AUTHENTICATION", "302, PROTOCOL"})
    void what_says_nothing_about_the_era_is_no_reason_to_fall_back(int status, FaultClass kind) {
        earlier(TlsHost.raw(status, "text/plain", ""), fine());
        Reply reply = bench.use(at("srv_1"), Bench.call("any"));
        assertEquals(kind, assertInstanceOf(Broken.class, reply).kind());
        assertEquals(1, host.requests().size());
    }

    @Test
    void one_that_never_takes_a_message_costs_its_time_and_no_more() {
        host.answers(
                "/mcp",
                (request, out) -> {
                    if (request.body().contains("notifications/initialized")) {
                        Thread.sleep(60_000);
                    }
                    boolean begins = request.body().contains("\"initialize\"");
                    TlsHost.Reply reply =
                            begins
                                    ? TlsHost.json(envelope(id(request), INITIALIZED))
                                    : TlsHost.raw(404, "text/plain", "");
                    reply.to(request, out);
                });
        Reply reply = bench.use(at("srv_1"), Bench.call("any"));
        assertEquals(FaultClass.TRANSPORT, assertInstanceOf(Broken.class, reply).kind());
    }

    /// The first transport: one stream for everything, and an address to post to.
    private void first(String endpoint) {
        var newest = new AtomicReference<BlockingQueue<String>>(new LinkedBlockingQueue<>());
        host.answers(
                "/mcp",
                (request, out) -> {
                    if (!request.head().getFirst().startsWith("GET")) {
                        TlsHost.raw(405, "text/plain", "").to(request, out);
                        return;
                    }
                    var messages = new LinkedBlockingQueue<String>();
                    newest.set(messages);
                    events(out);
                    write(out, "event: endpoint\ndata: " + endpoint + "\n\n");
                    while (true) {
                        write(out, "data: " + messages.take() + "\n\n");
                    }
                });
        host.answers(
                "/messages?session=1",
                (request, out) -> {
                    TlsHost.raw(202, "text/plain", "").to(request, out);
                    String result =
                            request.body().contains("\"initialize\"")
                                    ? INITIALIZED.replace("2025-06-18", "2024-11-05")
                                    : TEXT;
                    if (request.body().contains("\"id\"")) {
                        newest.get().add(envelope(id(request), result));
                    }
                });
    }

    @Test
    void the_first_transport_is_the_last_that_is_tried() {
        first("/messages?session=1");
        var probing = Bench.wait(bench.upstreams.probe(at("srv_1"), Bench.PASS));
        var alive = assertInstanceOf(Probing.Alive.class, probing);
        assertEquals(Era.FIRST, alive.era());
        assertEquals("2024-11-05", alive.version());
        assertInstanceOf(Reply.Done.class, bench.use(at("srv_1"), Bench.call("any")));
    }

    /// K10: its stream and what is posted to it are sent on alike.
    @Test
    void the_first_transport_is_followed_behind_a_slash() {
        first("/post");
        host.answers("/sse", TlsHost.raw(307, "text/plain", "", "Location: /mcp"));
        host.answers("/post", TlsHost.raw(308, "", "", "Location: /messages?session=1"));
        String url = "http://127.0.0.1:" + host.port() + "/sse";
        var there = new Destination("wsp_1", "srv_1", Transport.SSE, url, Bench.SHORT, true);
        assertInstanceOf(Reply.Done.class, bench.use(there, Bench.call("any")));
        assertEquals(3, asked("/post"));
        assertEquals(3, asked("/messages?session=1"));
    }

    private long asked(String path) {
        return host.requests().stream().filter(one -> one.path().equals(path)).count();
    }

    @Test
    void the_first_transport_does_not_send_us_elsewhere() {
        try (TlsHost inside = TlsHost.plain()) {
            first("http://127.0.0.1:" + inside.port() + "/messages");
            Reply reply = bench.use(at("srv_1"), Bench.call("any"));
            assertEquals(FaultClass.PROTOCOL, assertInstanceOf(Broken.class, reply).kind());
            assertEquals(0, inside.connections());
        }
    }

    @Test
    void a_stream_that_breaks_off_is_taken_up_where_it_was() {
        earlier(
                TlsHost.raw(404, "text/plain", ""),
                (_, out) -> {
                    events(out);
                    write(out, "id: event-7\nretry: 10\ndata:\n\n");
                });
        host.answers("/other", fine());
        var before = new Object[1];
        host.answers(
                "/mcp",
                (request, out) -> {
                    String body = request.body();
                    if (request.header("Last-Event-ID").filter("event-7"::equals).isPresent()) {
                        events(out);
                        write(out, "data: " + envelope(String.valueOf(before[0]), TEXT) + "\n\n");
                    } else if (body.contains("\"initialize\"")) {
                        TlsHost.json(envelope(id(request), INITIALIZED)).to(request, out);
                    } else if (body.contains("\"tools/call\"")) {
                        before[0] = id(request);
                        events(out);
                        write(out, "id: event-7\nretry: 10\ndata:\n\n");
                    } else {
                        TlsHost.raw(body.contains("\"id\"") ? 404 : 202, "", "").to(request, out);
                    }
                });
        Reply reply = bench.use(at("srv_1"), Bench.call("any"));
        assertInstanceOf(Reply.Done.class, reply);
    }

    @Test
    void a_use_that_nobody_waits_for_is_cancelled() throws InterruptedException {
        earlier(TlsHost.raw(404, "text/plain", ""), (_, _) -> Thread.sleep(20_000));
        var waiting =
                bench.upstreams
                        .use(at("srv_1"), Bench.PASS, Bench.call("any"), Conversation.SILENT)
                        .subscribe()
                        .with(_ -> {});
        Bench.until(() -> saw("tools/call"));
        waiting.cancel();
        Bench.until(() -> saw("notifications/cancelled"));
    }

    private boolean saw(String method) {
        return host.requests().stream().anyMatch(one -> one.body().contains(method));
    }

    /// G29: after five hundred rounds of breaking off and beginning anew nothing is left open.
    @Test
    void five_hundred_crashes_leave_nothing_behind() throws InterruptedException {
        earlier(
                TlsHost.raw(404, "text/plain", ""),
                (_, out) -> {
                    events(out);
                    write(out, "data: {");
                });
        bench.use(at("srv_0"), Bench.call("any"));
        bench.upstreams.forget("wsp_1", "srv_0");
        Bench.until(() -> bench.upstreams.open() == 0);
        int files = openFiles();
        for (int i = 1; i <= 500; i++) {
            Reply reply = bench.use(at("srv_" + i), Bench.call("any"));
            assertInstanceOf(Broken.class, reply);
            bench.upstreams.forget("wsp_1", "srv_" + i);
        }
        Bench.until(() -> bench.upstreams.open() == 0);
        Bench.until(() -> openFiles() <= files + 10);
    }

    static int openFiles() {
        return Optional.ofNullable(new File("/proc/self/fd").list()).orElse(new String[0]).length;
    }
}
