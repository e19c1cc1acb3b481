package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.upstream.Crooked.Deed;
import dev.carnet.mcp.upstream.Crooked.Way;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.TlsHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Servers of every era and transport that mean no good while they are found out, listed and used:
/// each costs its own limit, and what stands beside them is used meanwhile.
@Timeout(90)
class HostileErasTest {

    private static final Executor EACH = work -> Thread.ofVirtual().start(work);

    /// One bad server among the others.
    private record Case(Deed deed, String at) {

        String id(Way way) {
            return way.name() + "-" + deed.name() + "-" + at();
        }
    }

    @TempDir private Path folder;
    private final TestUpstream good = TestUpstream.earlier();
    private final List<Crooked> servers = new ArrayList<>();
    private Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
        servers.forEach(Crooked::close);
        good.close();
    }

    private static List<Case> cases(Way way) {
        var cases = new ArrayList<Case>();
        String greeting = way == Way.CURRENT ? "server/discover" : "initialize";
        for (String at : List.of(greeting, "tools/list", "tools/call")) {
            for (Deed deed : List.of(Deed.SILENT, Deed.HUGE, Deed.DRIPS, Deed.ANOTHER, Deed.DIES)) {
                cases.add(new Case(deed, at));
            }
            if (way != Way.STDIO) {
                cases.add(new Case(Deed.ELSEWHERE, at));
            }
        }
        for (String at : List.of("prompts/get", "resources/read", "completion/complete")) {
            cases.add(new Case(Deed.SILENT, at));
            cases.add(new Case(Deed.HUGE, at));
        }
        return cases;
    }

    /// G27, G28: everything it can do badly at once ends as a fault of its own, tells nothing of
    /// what it sent, leaves nothing open, and the one beside them answers all the time.
    @ParameterizedTest
    @EnumSource
    void whatever_it_does_and_whenever_costs_its_own_limit(Way way) throws Exception {
        List<Case> cases = cases(way);
        prepare(way, cases);
        var wrong = new ArrayList<String>();
        var under = new ArrayList<CompletableFuture<Optional<String>>>();
        for (Case one : cases) {
            var server = new Crooked(way, one.deed(), one.at());
            servers.add(server);
            under.add(CompletableFuture.supplyAsync(() -> judged(one, at(way, one, server)), EACH));
        }
        assertInstanceOf(Reply.Done.class, use(Bench.at(good.url()), "tools/call"));
        assertInstanceOf(Offering.Offer.class, bench.offer(Bench.at(good.url())));
        under.forEach(one -> one.join().ifPresent(wrong::add));
        assertEquals(List.of(), wrong);
        assertInstanceOf(Reply.Done.class, use(Bench.at(good.url()), "tools/call"));
        assertEquals(0, servers.stream().mapToInt(Crooked::led).sum());
        for (Case one : cases) {
            bench.upstreams.forget("wsp_1", one.id(way));
        }
        bench.upstreams.forget("wsp_1", "srv_1");
        Bench.until(() -> bench.upstreams.open() == 0);
    }

    private void prepare(Way way, List<Case> cases) throws IOException {
        bench.close();
        var programs = Json.object();
        for (Case one : cases) {
            var program = programs.putObject(name(one));
            program.putArray("command").add("sh").add("-c").add(Crooked.PROGRAM);
            program.putObject("env")
                    .put("AT", one.at())
                    .put("DEED", one.deed().name().toLowerCase(Locale.ROOT));
        }
        Path file = folder.resolve(way + ".json");
        Files.writeString(file, programs.toString());
        bench =
                new Bench(
                        StdioServers.of(Optional.of(file)),
                        FetchTrust.of(Optional.empty()),
                        Clock.systemUTC());
    }

    private static String name(Case one) {
        return (one.deed().name() + "-" + one.at())
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z-]", "");
    }

    private static Destination at(Way way, Case one, Crooked server) {
        Transport transport =
                switch (way) {
                    case CURRENT, EARLIER -> Transport.HTTP;
                    case SSE -> Transport.SSE;
                    case STDIO -> Transport.STDIO;
                };
        return new Destination(
                "wsp_1",
                one.id(way),
                transport,
                way == Way.STDIO ? name(one) : server.url(),
                Bench.SHORT,
                true);
    }

    /// What speaks against what came of it.
    private Optional<String> judged(Case one, Destination destination) {
        Object came =
                one.at().endsWith("/list") ? bench.offer(destination) : use(destination, one.at());
        boolean good = came instanceof Broken && !came.toString().contains(Crooked.INSIDE);
        return good ? Optional.empty() : Optional.of(one + " came to " + came);
    }

    private Reply use(Destination destination, String method) {
        Use.Act act =
                switch (method) {
                    case "prompts/get" -> new Use.Act.Get("any", Json.object());
                    case "resources/read" -> new Use.Act.Read("test://any");
                    case "completion/complete" -> new Use.Act.Complete(Json.object());
                    default -> new Use.Act.Call("any", Json.object(), Json.object());
                };
        return bench.use(destination, Use.of(act));
    }

    /// A list that does not end is cut, in every era.
    @ParameterizedTest
    @EnumSource
    void pages_without_end_are_cut(Way way) throws IOException {
        var one = new Case(Deed.PAGES, "tools/list");
        prepare(way, List.of(one));
        var server = new Crooked(way, one.deed(), one.at());
        servers.add(server);
        Destination hasty = at(way, one, server);
        var unhurried =
                new Destination(
                        "wsp_1",
                        hasty.serverId(),
                        hasty.transport(),
                        hasty.address(),
                        Bounds.USUAL,
                        true);
        var offer = assertInstanceOf(Offering.Offer.class, bench.offer(unhurried));
        assertEquals(UpstreamLimits.PAGES, offer.tools().size());
        assertEquals(
                List.of("tools/list: the list does not end; the rest is left out."),
                offer.omitted());
    }

    /// Many pages that are each within the limit are not, together, what fills the memory.
    @Test
    void lists_are_bounded_together() {
        try (TestUpstream many = TestUpstream.current()) {
            many.at(
                    "/mcp",
                    (request, out) -> {
                        var id = Json.parse(request.body()).path("id");
                        String result =
                                request.body().contains("server/discover")
                                        ? "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}"
                                        : "{\"tools\":["
                                                + tool("t" + id, "x".repeat(3 << 20))
                                                + "],\"nextCursor\":\"c"
                                                + id
                                                + "\"}";
                        TlsHost.json(
                                        "{\"jsonrpc\":\"2.0\",\"id\":"
                                                + id
                                                + ",\"result\":"
                                                + result
                                                + "}")
                                .to(request, out);
                    });
            var offer =
                    assertInstanceOf(
                            Offering.Offer.class, bench.offer(Bench.at(many.url(), Bounds.USUAL)));
            assertEquals(UpstreamLimits.LISTED_CHARACTERS / (3 << 20), offer.tools().size());
            assertEquals(
                    List.of("tools/list: the lists are too long; the rest is left out."),
                    offer.omitted());
        }
    }

    private static String tool(String name, String description) {
        return "{\"name\":\"%s\",\"description\":\"%s\",\"inputSchema\":{\"type\":\"object\"}}"
                .formatted(name, description);
    }

    /// What it does on the stream that is no request's own spoils no use.
    @ParameterizedTest
    @EnumSource(names = {"SILENT", "HUGE", "DRIPS"})
    void what_it_does_on_a_stream_of_its_own_spoils_nothing(Deed deed) throws Exception {
        var server = new Crooked(Way.EARLIER, deed, "GET");
        servers.add(server);
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(Reply.Done.class, use(Bench.at(server.url()), "tools/call"));
        }
        bench.upstreams.forget("wsp_1", "srv_1");
        Bench.until(() -> bench.upstreams.open() == 0);
    }
}
