package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that means no good, on a real socket. Whatever it does ends in a reply, within its
/// limits.
class HostileUpstreamTest {

    private static final String TEXT = "{\"content\":[{\"type\":\"text\",\"text\":\"fine\"}]}";

    private final Bench bench = new Bench();
    private final TlsHost host = TlsHost.plain();

    @AfterEach
    void close() {
        bench.close();
        host.close();
    }

    private Destination at() {
        return Bench.at("http://127.0.0.1:" + host.port() + "/mcp");
    }

    /// A server of the current era whose calls end so.
    private Destination calls(TlsHost.Reply reply) {
        host.answers(
                "/mcp",
                (request, out) -> {
                    if (request.body().contains("\"server/discover\"")) {
                        discovered(request).to(request, out);
                    } else {
                        reply.to(request, out);
                    }
                });
        return at();
    }

    private static TlsHost.Reply discovered(TlsHost.Request request) {
        return TlsHost.json(
                envelope(
                        id(request),
                        "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}"));
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

    private Broken broken(Destination destination, FaultClass kind) {
        var broken = assertInstanceOf(Broken.class, bench.use(destination, Bench.call("any")));
        assertEquals(kind, broken.kind(), broken.publicText());
        return broken;
    }

    private void fine(Destination destination) {
        Reply reply = bench.use(destination, Bench.call("any"));
        var done = assertInstanceOf(Reply.Done.class, reply);
        assertTrue(done.members().text("content").orElseThrow().contains("fine"));
    }

    @Test
    void one_that_never_answers_costs_its_time_and_no_more() {
        broken(calls((_, _) -> Thread.sleep(60_000)), FaultClass.TRANSPORT);
    }

    @Test
    void one_that_drips_is_left() {
        broken(
                calls((_, out) -> {
                    write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
                    while (true) {
                        write(out, " ");
                        Thread.sleep(50);
                    }
                }),
                FaultClass.TRANSPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void an_endless_result_is_broken_off(String type) throws InterruptedException {
        var sent = new AtomicLong();
        var ended = new AtomicLong();
        broken(
                calls((_, out) -> {
                    write(
                            out,
                            "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n\r\ndata: {\"a\":\"");
                    String chunk = "x".repeat(65_536);
                    try {
                        while (sent.get() < 1L << 30) {
                            write(out, chunk);
                            sent.addAndGet(chunk.length());
                        }
                    } finally {
                        ended.set(1);
                    }
                }),
                FaultClass.PROTOCOL);
        Bench.until(() -> ended.get() == 1);
        assertTrue(sent.get() < 1L << 26, () -> sent + " bytes were taken");
    }

    @Test
    void endless_small_events_are_broken_off() throws InterruptedException {
        var ended = new AtomicLong();
        Destination endless =
                calls((_, out) -> {
                    events(out);
                    String chunk =
                            "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n\n"
                                    .repeat(1_000);
                    try {
                        while (true) {
                            write(out, chunk);
                        }
                    } finally {
                        ended.set(1);
                    }
                });
        assertInstanceOf(Broken.class, bench.use(endless, Bench.call("any")));
        Bench.until(() -> ended.get() == 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999", "\"1\"", "null", "[1]", "1.5"})
    void an_answer_to_another_id_is_none(String id) {
        broken(
                calls((request, out) -> TlsHost.json(envelope(id, TEXT)).to(request, out)),
                FaultClass.PROTOCOL);
    }

    @Test
    void the_first_answer_counts_and_strays_do_not() {
        fine(
                calls((request, out) -> {
                    events(out);
                    write(out, "data: nonsense\n\ndata: [1]\n\n");
                    write(out, "data: " + envelope("77", "{\"content\":[]}") + "\n\n");
                    write(out, "data: " + envelope(id(request), TEXT) + "\n\n");
                    write(out, "data: " + envelope(id(request), "{\"content\":[]}") + "\n\n");
                }));
    }

    /// G2: only 200 in JSON or events is an answer; what comes as anything else is refused,
    /// whatever it holds.
    @ParameterizedTest
    @CsvSource({
        "200, application/json, true",
        "200, application/json; charset=utf-8, true",
        "200, Application/JSON, true",
        "200, text/plain, false",
        "200, text/html, false",
        "200, application/jsonp, false",
        "202, application/json, false",
        "206, application/json, false",
        "203, application/json, false",
        "302, application/json, false",
    })
    void an_answer_has_one_form(int status, String type, boolean taken) {
        Destination destination =
                calls((request, out) ->
                        TlsHost.raw(status, type, envelope(id(request), TEXT)).to(request, out));
        if (taken) {
            fine(destination);
        } else {
            broken(destination, FaultClass.PROTOCOL);
        }
    }

    @Test
    void nothing_compressed_is_unfolded() {
        broken(
                calls((request, out) ->
                        TlsHost.json(envelope(id(request), TEXT), "Content-Encoding: gzip")
                                .to(request, out)),
                FaultClass.PROTOCOL);
    }

    /// G7: a redirect to elsewhere leads nowhere, however it is meant.
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_to_elsewhere_is_not_followed(int status) {
        try (TlsHost inside = TlsHost.plain()) {
            String there = "Location: http://127.0.0.1:" + inside.port() + "/secret";
            broken(
                    calls((request, out) ->
                            TlsHost.raw(status, "text/plain", "", there).to(request, out)),
                    FaultClass.PROTOCOL);
            assertEquals(0, inside.connections());
        }
    }

    /// G18, G25: a name with an address that is not allowed is never connected to, at any time.
    @Test
    void a_name_that_turns_inward_is_left() {
        try (TestUpstream server = TestUpstream.current()) {
            int port = Integer.parseInt(server.url().replaceAll(".*:([0-9]+)/.*", "$1"));
            bench.lead("upstream.example", "127.0.0.1", port);
            var allowed = Bench.at("http://upstream.example:" + port + "/mcp");
            assertInstanceOf(Reply.Done.class, bench.use(allowed, Bench.call("exact")));
            int seen = server.requests().size();
            assertEquals(seen, bench.asked.size(), "one look-up for each request");
            for (String address :
                    List.of("169.254.169.254", "100.100.100.200", "0.0.0.0", "224.0.0.1")) {
                bench.lead("upstream.example", address, port);
                broken(allowed, FaultClass.TRANSPORT);
            }
            assertEquals(seen, server.requests().size());
        }
    }

    /// G18: without the owner's word no private address is connected to.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "::1",
                "fd00::1",
                "169.254.169.254",
                "::ffff:127.0.0.1"
            })
    void private_addresses_need_the_owners_word(String address) {
        bench.lead("inside.example", address, host.port());
        var destination =
                new Destination(
                        "wsp_1",
                        "srv_1",
                        Transport.HTTP,
                        "https://inside.example/mcp",
                        Bench.SHORT,
                        false);
        assertEquals(Optional.empty(), destination.objection());
        broken(destination, FaultClass.TRANSPORT);
        assertEquals(0, host.connections());
    }

    /// G18, G25: what could never be reached is not even registered.
    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1/mcp, false",
        "https://[::1]/mcp, false",
        "https://169.254.169.254/mcp, true",
        "http://example.com/mcp, false",
        "https://0x7f.1/mcp, false",
        "ftp://example.com/mcp, true",
        "https://a@example.com/mcp, true",
        "https://example.com/mcp#x, true",
    })
    void what_could_never_be_reached_is_refused_at_registration(String url, boolean allowed) {
        var destination =
                new Destination("wsp_1", "srv_1", Transport.HTTP, url, Bench.SHORT, allowed);
        assertTrue(destination.objection().isPresent());
    }

    @Test
    void a_request_of_the_current_era_is_not_answered() {
        Destination destination =
                calls((request, out) -> {
                    events(out);
                    write(
                            out,
                            "data: {\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"roots/list\"}\n\n");
                    write(out, "data: " + envelope(id(request), TEXT) + "\n\n");
                });
        var client = new Bench.Listening("{\"roots\":{}}");
        Reply reply = bench.use(destination, Bench.PASS, Bench.call("any"), client);
        assertInstanceOf(Reply.Done.class, reply);
        assertEquals(2, host.requests().size());
    }

    @Test
    void a_stream_that_ends_in_the_middle_is_told_as_such() {
        broken(
                calls((_, out) -> {
                    events(out);
                    write(out, "data: {\"jsonrpc\":\"2.0\",");
                }),
                FaultClass.TRANSPORT);
    }

    @Test
    void the_challenge_of_an_upstream_is_kept_for_the_connection() {
        var broken =
                broken(
                        calls(
                                TlsHost.raw(
                                        401,
                                        "text/plain",
                                        "",
                                        "WWW-Authenticate: Bearer"
                                                + " resource_metadata=\"https://x\"")),
                        FaultClass.AUTHENTICATION);
        assertTrue(
                broken.rebuff()
                        .orElseThrow()
                        .challenge()
                        .orElseThrow()
                        .contains("resource_metadata"));
    }

    @Test
    void a_server_that_says_it_fails_is_downstream() {
        var broken =
                broken(calls(TlsHost.raw(503, "text/html", "<b>x</b>")), FaultClass.DOWNSTREAM);
        assertEquals("The server answered with status 503.", broken.publicText());
    }

    @Test
    void an_error_of_its_own_is_passed_on() {
        Destination destination =
                calls((request, out) ->
                        TlsHost.raw(
                                        404,
                                        "application/json",
                                        "{\"jsonrpc\":\"2.0\",\"id\":"
                                                + id(request)
                                                + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}")
                                .to(request, out));
        assertEquals(
                new Reply.Failed(-32601, "no", Optional.empty()),
                bench.use(destination, Bench.call("any")));
    }

    /// G27: what fails again and again is left alone, and costs the others nothing.
    @Test
    void a_failing_upstream_is_left_alone_and_others_answer() {
        Destination hanging = calls((_, _) -> Thread.sleep(60_000));
        try (TestUpstream good = TestUpstream.current()) {
            var waiting =
                    IntStream.range(0, 100)
                            .mapToObj(_ ->
                                    bench.upstreams
                                            .use(
                                                    hanging,
                                                    Bench.PASS,
                                                    Bench.call("any"),
                                                    Conversation.SILENT)
                                            .subscribeAsCompletionStage())
                            .toList();
            var other =
                    new Destination(
                            "wsp_1", "srv_2", Transport.HTTP, good.url(), Bench.SHORT, true);
            for (int i = 0; i < 50; i++) {
                assertInstanceOf(Reply.Done.class, bench.use(other, Bench.call("exact")));
            }
            for (var one : waiting) {
                assertInstanceOf(Broken.class, one.join());
            }
            int before = host.connections();
            assertTrue(broken(hanging, FaultClass.TRANSPORT).publicText().contains("left alone"));
            assertEquals(before, host.connections());
        }
    }

    /// G27: a caller whose calls make it fail again and again waits, and nobody else does; what
    /// fails for many is left alone by all.
    @Test
    void the_faults_of_one_caller_cost_nobody_else() {
        Destination destination =
                calls((request, out) -> {
                    if (request.body().contains("\"bad\"")) {
                        throw new IOException("it dies of it");
                    }
                    TlsHost.json(envelope(id(request), TEXT)).to(request, out);
                });
        for (int i = 0; i < UpstreamLimits.FAULTS; i++) {
            assertInstanceOf(Broken.class, as("person-1", "bad", destination));
        }
        assertTrue(as("person-1", "any", destination).toString().contains("left alone"));
        assertInstanceOf(Reply.Done.class, as("person-2", "any", destination));
        for (int i = 0; i < UpstreamLimits.FAULTS; i++) {
            Reply failed = as("another-" + i, "bad", destination);
            assertFalse(failed.toString().contains("left alone"), failed.toString());
        }
        assertTrue(as("person-2", "any", destination).toString().contains("left alone"));
        bench.upstreams.forget("wsp_1", "srv_1");
        assertInstanceOf(Reply.Done.class, as("person-1", "any", destination));
    }

    private Reply as(String person, String tool, Destination destination) {
        return bench.use(
                destination, new Pass(Map.of(), person), Bench.call(tool), Conversation.SILENT);
    }

    @Test
    void a_header_that_cannot_be_sent_is_told_as_such() {
        Destination destination = calls(TlsHost.json("{}"));
        var pass = new Pass(Map.of("Authorization", "Bearer a\r\nEvil: b"), "person-1");
        Reply reply = bench.use(destination, pass, Bench.call("any"), Conversation.SILENT);
        assertEquals(FaultClass.AUTHENTICATION, assertInstanceOf(Broken.class, reply).kind());
        assertEquals(0, host.requests().size());
    }

    @Test
    void a_list_without_end_is_cut() {
        Destination destination =
                calls((request, out) ->
                        TlsHost.json(
                                        envelope(
                                                id(request),
                                                "{\"tools\":[{\"name\":\"t-"
                                                        + id(request)
                                                        + "\",\"inputSchema\":{}},{\"name\":\"\"}],"
                                                        + "\"nextCursor\":\"c-"
                                                        + id(request)
                                                        + "\"}"))
                                .to(request, out));
        var offer = assertInstanceOf(Offering.Offer.class, bench.offer(destination));
        assertEquals(UpstreamLimits.PAGES, offer.tools().size());
        assertTrue(offer.omitted().getLast().contains("does not end"));
    }
}
