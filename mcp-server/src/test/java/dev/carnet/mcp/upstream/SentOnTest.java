package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that send their callers on, on a real socket: from `/mcp` to `/mcp/`, as many do, and to
/// where nobody goes.
class SentOnTest {

    private static final String TEXT = "{\"content\":[{\"type\":\"text\",\"text\":\"fine\"}]}";

    private static final String HEAD = "HTTP/1.1 307 Said\r\nLocation: /mcp/\r\n\r\n";

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

    /// From now on that path is answered so, with a body that nobody reads.
    private static TlsHost.Reply to(int status, String location) {
        return TlsHost.raw(status, "text/html", "<b>gone</b>", "Location: " + location);
    }

    private Broken broken(Destination destination) {
        var broken = assertInstanceOf(Broken.class, bench.use(destination, Bench.call("any")));
        assertEquals(FaultClass.PROTOCOL, broken.kind(), broken.publicText());
        return broken;
    }

    /// K10: everything goes on as it is, in both eras: method, body, headers and what proves us.
    @ParameterizedTest
    @CsvSource({"true,307", "true,308", "false,307", "false,308"})
    void a_server_behind_a_slash_is_used(boolean current, int status) throws InterruptedException {
        try (TestUpstream server = current ? TestUpstream.current() : TestUpstream.earlier()) {
            String from = server.url() + "-old";
            server.at("/mcp-old", TlsHost.raw(status, "text/plain", "", "Location: /mcp"));
            var offer = assertInstanceOf(Offering.Offer.class, bench.offer(Bench.at(from)));
            assertEquals(4, offer.tools().size());
            Reply echo = bench.use(Bench.at(from), Bench.call("echo", Json.parse("{\"a\":1.10}")));
            String said =
                    assertInstanceOf(Reply.Done.class, echo).members().text("content").orElse("");
            assertTrue(said.contains("POST /mcp HTTP"), said);
            assertTrue(said.contains("1.10"), said);
            assertTrue(said.toLowerCase(Locale.ROOT).contains("authorization: bearer upstream"));

            Runnable stop =
                    bench.upstreams.watch(Bench.at(from), () -> Bench.PASS, Set.of(), _ -> {});
            Bench.until(() -> server.listeners() > 0);
            stop.run();
            bench.upstreams.forget("wsp_1", "srv_1");
            Bench.until(() -> server.openSessions() == 0);
        }
    }

    /// G7, G18: another host, another port, another scheme, and what is no URL get nothing, and the
    /// reply says where it pointed and what to do.
    @ParameterizedTest
    @CsvSource({
        "http://localhost:%d/secret?token=1, http://localhost:%d/secret",
        "http://127.0.0.1:%d/secret, http://127.0.0.1:%d/secret",
        "//127.0.0.1:%d/secret, http://127.0.0.1:%d/secret",
        "http://user@127.0.0.1:%d/secret, somewhere unreadable",
        "http://127.0.0.1:%d/a/%%2e%%2e/secret, somewhere unreadable",
        "http://127.0.0.1:%d\\secret, somewhere unreadable",
        "gopher://127.0.0.1:%d/secret, somewhere unreadable",
    })
    void nothing_goes_elsewhere(String location, String shown) {
        try (TlsHost inside = TlsHost.plain()) {
            host.answers("/mcp", to(307, location.formatted(inside.port())));
            String said = broken(at()).publicText();
            assertTrue(said.contains("to " + shown.formatted(inside.port()) + " (307)"), said);
            assertTrue(said.contains("Register the address where it really is."), said);
            assertEquals(0, inside.connections());
            assertEquals(1, host.requests().size());
        }
    }

    /// G7: what would make another request of it is not followed, at its own place neither.
    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 305})
    void what_changes_the_method_is_not_followed(int status) {
        host.answers("/mcp", to(status, "/secret"));
        String said = broken(at()).publicText();
        assertTrue(said.contains("/secret (" + status + ")"), said);
        assertEquals(1, host.requests().size());
    }

    @Test
    void a_redirect_that_leads_nowhere_is_told() {
        host.answers("/mcp", TlsHost.raw(307, "text/plain", ""));
        assertTrue(broken(at()).publicText().contains("somewhere unreadable (307)"));
    }

    /// G27: round and round is four requests and no more.
    @Test
    void a_loop_ends() {
        host.answers("/mcp", to(307, "/other"));
        host.answers("/other", to(307, "/mcp"));
        assertTrue(broken(at()).publicText().contains("3 times at most"));
        assertEquals(4, host.requests().size());
    }

    /// G18, G25: the name is judged at each step.
    @Test
    void a_name_that_turns_inward_between_two_steps_is_left() {
        bench.lead("upstream.example", "127.0.0.1", host.port());
        host.answers(
                "/mcp",
                (request, out) -> {
                    bench.lead("upstream.example", "169.254.169.254", host.port());
                    to(307, "/mcp/").to(request, out);
                });
        var there = Bench.at("http://upstream.example:" + host.port() + "/mcp");
        var broken = assertInstanceOf(Broken.class, bench.use(there, Bench.call("any")));
        assertEquals(FaultClass.TRANSPORT, broken.kind());
        assertEquals(1, host.requests().size());
    }

    /// G7: a body without end behind a redirect is not read.
    @Test
    void what_a_redirect_says_is_not_read() throws InterruptedException {
        var over = new CountDownLatch(1);
        host.answers(
                "/mcp",
                (_, out) -> {
                    try {
                        out.write(HEAD.getBytes(StandardCharsets.US_ASCII));
                        while (true) {
                            out.write(new byte[65_536]);
                        }
                    } finally {
                        over.countDown();
                    }
                });
        host.answers(
                "/mcp/",
                (request, out) ->
                        TlsHost.json(
                                        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}"
                                                .formatted(
                                                        Json.parse(request.body()).path("id"),
                                                        request.body().contains("discover")
                                                                ? "{\"supportedVersions\":[\"2026-07-28\"]}"
                                                                : TEXT))
                                .to(request, out));
        assertInstanceOf(Reply.Done.class, bench.use(at(), Bench.call("any")));
        assertTrue(over.await(20, TimeUnit.SECONDS));
    }
}
