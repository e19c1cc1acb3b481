package dev.carnet.shared.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.testing.TestAuthority;
import dev.carnet.testing.TlsHost;
import dev.carnet.testing.TlsHost.Reply;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The guard against real sockets on loopback, which an operator allowed for one name only.
class FetchesTest {

    private static final String NAME = "client.example";
    private static final String URL = "https://client.example/doc";
    private static final String SOURCE = "198.51.100.7";
    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir private static Path folder;

    private static Vertx vertx = Vertx.vertx();
    private static TestAuthority authority = TestAuthority.in(Path.of("none"));
    private static FetchTrust trust = FetchTrust.of(Optional.empty());

    private final FakeNames names = new FakeNames();
    private final Hands clock = new Hands();
    private TlsHost host = TlsHost.plain();
    private Fetches fetches = fetches(false);

    /// A clock that a test sets.
    private static final class Hands extends Clock {

        private Instant now = Instant.parse("2026-11-20T08:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeAll
    static void sign() {
        authority = TestAuthority.fresh(folder).sign(NAME, "also.example");
        trust = FetchTrust.of(Optional.of(authority.pem()));
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @BeforeEach
    void open() {
        host.close();
        host = TlsHost.start(authority.host());
        names.at(NAME, host.port(), "127.0.0.1");
        fetches = fetches(false);
    }

    @AfterEach
    void close() {
        host.close();
        fetches.close();
    }

    private Fetches fetches(boolean loopbackDocuments) {
        var rules = FetchRules.of(List.of(8443), List.of(NAME, "other.example"), loopbackDocuments);
        return new Fetches(vertx, names, rules, trust, clock);
    }

    private Outcome get(String url) {
        return get(url, Wanted.CLIENT_DOCUMENT);
    }

    private Outcome get(String url, Wanted wanted) {
        return wait(fetches.get(new Errand(url, wanted, SOURCE)));
    }

    private static Outcome wait(Uni<Outcome> outcome) {
        return outcome.await().atMost(WAIT);
    }

    private static String text(Outcome outcome) {
        return assertInstanceOf(Outcome.Document.class, outcome).body().toString();
    }

    private static String unavailable(Outcome outcome) {
        return assertInstanceOf(Outcome.Unavailable.class, outcome).reason();
    }

    private static String forbidden(Outcome outcome) {
        return assertInstanceOf(Outcome.Forbidden.class, outcome).reason();
    }

    @Test
    void gets_a_document_and_says_nothing_about_itself() {
        host.answers("/doc", TlsHost.json("{\"a\":1}", "Set-Cookie: a=b"));
        assertEquals("{\"a\":1}", text(get(URL)));
        clock.now = clock.now.plus(Duration.ofHours(1));
        assertEquals("{\"a\":1}", text(get(URL)));
        TlsHost.Request second = host.requests().getLast();
        assertEquals(Optional.of(NAME), second.header("Host"));
        assertEquals(Optional.of("application/json"), second.header("Accept"));
        assertEquals(Optional.of("identity"), second.header("Accept-Encoding"));
        assertEquals(Optional.empty(), second.header("Cookie"));
        assertEquals(Optional.empty(), second.header("Authorization"));
        assertEquals(Optional.empty(), second.header("Referer"));
    }

    static Stream<String> specialAddresses() {
        return SpecialAddressesTest.ranges()
                .flatMap(range -> Stream.of(range.get()).limit(2))
                .map(String::valueOf);
    }

    /// V12, V13: a name at a special address is refused, whatever else it resolves to.
    @ParameterizedTest
    @MethodSource("specialAddresses")
    void refuses_a_name_at_a_special_address(String address) {
        names.at("evil.example", host.port(), "127.0.0.1", address);
        names.at("mixed.example", host.port(), "93.184.216.34", address);
        assertEquals("fetch_special_address", forbidden(get("https://evil.example/doc")));
        assertEquals("fetch_special_address", forbidden(get("https://mixed.example/doc")));
        assertEquals(0, host.connections());
    }

    /// V12, V13: an address in the URL itself is judged like one that was looked up.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/doc",
                "https://[::1]/doc",
                "https://169.254.169.254/latest/meta-data/",
                "https://[fd00:ec2::254]/latest/meta-data/",
                "https://[64:ff9b::7f00:1]/doc",
                "https://[2002:7f00:1::]/doc",
                "https://10.0.0.1/doc",
                "https://0.0.0.0/doc"
            })
    void refuses_a_special_address_in_the_url(String url) {
        assertEquals("fetch_special_address", forbidden(get(url)));
    }

    /// V13: no packet leaves: the port that the URL names is one that listens.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:%d/doc",
                "https://localhost:%d/doc",
                "http://127.0.0.1:%d/doc",
                "http://localhost:%d/doc",
                "https://[::ffff:127.0.0.1]:%d/doc",
                "https://127.1:%d/doc",
                "https://user@client.example:%d/doc"
            })
    void no_connection_arrives(String template) {
        var rules = FetchRules.of(List.of(host.port()), List.of(), false);
        names.at("localhost", host.port(), "127.0.0.1", "::1");
        var strict = new Fetches(vertx, names, rules, trust, clock);
        String url = template.formatted(host.port());
        assertInstanceOf(
                Outcome.Forbidden.class, wait(strict.get(new Errand(url, Wanted.KEY_SET, SOURCE))));
        assertEquals(0, host.connections());
        strict.close();
    }

    /// V15: the name is asked for once, and the connection goes to the address of that answer.
    @Test
    void connects_to_the_address_that_was_judged() {
        host.answers("/doc", TlsHost.json("{}"));
        names.at("rebinding.example", host.port(), "93.184.216.34");
        names.at("rebinding.example", host.port(), "127.0.0.1");
        var rules = FetchRules.STRICT;
        var strict = new Fetches(vertx, names, rules, trust, clock);
        var errand = new Errand("https://rebinding.example/doc", Wanted.KEY_SET, SOURCE);
        wait(strict.get(errand));
        assertEquals(1, names.asked("rebinding.example"));
        clock.now = clock.now.plus(FetchLimits.PAUSE);
        assertEquals("fetch_special_address", forbidden(wait(strict.get(errand))));
        assertEquals(0, host.connections());
        strict.close();
    }

    /// A name with several addresses is reached while one of them answers.
    @Test
    void tries_the_next_address_of_a_name() {
        host.answers("/doc", TlsHost.json("{}"));
        names.at("also.example", host.port(), "127.0.0.2", "127.0.0.1");
        var rules = FetchRules.of(List.of(), List.of("also.example"), false);
        var lenient = new Fetches(vertx, names, rules, trust, clock);
        var errand = new Errand("https://also.example/doc", Wanted.KEY_SET, SOURCE);
        assertEquals("{}", text(wait(lenient.get(errand))));
        lenient.close();
    }

    /// V15, V12: what an operator allowed for one name is allowed for that name alone.
    @Test
    void a_private_host_is_one_name() {
        names.at("client.example.evil.example", host.port(), "127.0.0.1");
        names.at("evilclient.example", host.port(), "127.0.0.1");
        forbidden(get("https://client.example.evil.example/doc"));
        forbidden(get("https://evilclient.example/doc"));
        names.at("other.example", 80, "169.254.169.254");
        forbidden(get("https://other.example/latest/meta-data/"));
        assertEquals(0, host.connections());
    }

    /// V12: no redirect is followed, wherever it leads.
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void follows_no_redirect(int status) {
        host.answers("/doc", TlsHost.raw(status, "text/html", "", "Location: /elsewhere"));
        host.answers("/elsewhere", TlsHost.json("{}"));
        assertEquals("fetch_status_" + status, unavailable(get(URL)));
        assertEquals(1, host.connections());
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 206, 304, 401, 404, 500})
    void takes_nothing_but_200(int status) {
        host.answers("/doc", TlsHost.raw(status, "application/json", ""));
        assertEquals("fetch_status_" + status, unavailable(get(URL)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/html", "text/plain", "", "application/jsonp", "xapplication/json"})
    void takes_no_other_media_type(String type) {
        host.answers("/doc", TlsHost.raw(200, type, "{}"));
        assertEquals("fetch_media_type", unavailable(get(URL)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8",
                "Application/JSON",
                "application/client-metadata+json"
            })
    void takes_json_by_any_name(String type) {
        host.answers("/doc", TlsHost.raw(200, type, "{}"));
        assertEquals("{}", text(get(URL)));
    }

    /// V20: what is announced as too long is not even read.
    @Test
    void breaks_off_what_is_too_long() {
        String longest = "a".repeat(FetchLimits.DOCUMENT_BYTES);
        host.answers("/doc", TlsHost.json(longest));
        host.answers("/longer", TlsHost.json(longest + "a"));
        host.answers("/endless", FetchesTest::endlessBody);
        assertEquals(longest, text(get(URL)));
        assertEquals("fetch_too_long", unavailable(get("https://client.example/longer")));
        assertEquals("fetch_too_long", unavailable(get("https://client.example/endless")));
    }

    private static void endlessBody(TlsHost.Request request, OutputStream out) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
        while (true) {
            write(out, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Test
    void breaks_off_endless_headers() {
        host.answers(
                "/doc",
                (_, out) -> {
                    write(out, "HTTP/1.1 200 OK\r\n");
                    while (true) {
                        write(out, "X-More: and more and more and more and more\r\n");
                    }
                });
        assertEquals("fetch_failed", unavailable(get(URL)));
    }

    /// The time is for all of it: a drop now and then does not prolong it.
    @Test
    void breaks_off_a_body_that_only_drips() throws InterruptedException {
        var gone = new CountDownLatch(1);
        host.answers(
                "/doc",
                (_, out) -> {
                    try {
                        write(out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
                        while (true) {
                            write(out, " ");
                            Thread.sleep(50);
                        }
                    } finally {
                        gone.countDown();
                    }
                });
        assertEquals("fetch_timeout", unavailable(get(URL)));
        assertTrue(gone.await(20, TimeUnit.SECONDS), "the line stays open");
    }

    @Test
    void breaks_off_a_host_that_says_nothing() {
        host.answers("/doc", (_, _) -> new CountDownLatch(1).await());
        assertEquals("fetch_timeout", unavailable(get(URL)));
    }

    /// Nothing is unpacked, so there is nothing to burst.
    @Test
    void takes_no_packed_answer() {
        host.answers("/doc", TlsHost.json("packed", "Content-Encoding: gzip"));
        assertEquals("fetch_encoded", unavailable(get(URL)));
    }

    @Test
    void takes_no_certificate_that_nobody_signed(@TempDir Path other) {
        TestAuthority nobody = TestAuthority.fresh(other);
        try (TlsHost own = TlsHost.start(nobody.selfSigned())) {
            names.at("other.example", own.port(), "127.0.0.1");
            assertEquals("fetch_failed", unavailable(get("https://other.example/doc")));
            assertEquals(List.of(), own.requests());
        }
    }

    @Test
    void takes_no_certificate_of_another_name() {
        host.answers("/doc", TlsHost.json("{}"));
        names.at("other.example", host.port(), "127.0.0.1");
        assertEquals("fetch_failed", unavailable(get("https://other.example/doc")));
        assertEquals(List.of(), host.requests());
    }

    @Test
    void speaks_no_http_where_https_was_named() {
        try (TlsHost plain = TlsHost.plain()) {
            plain.answers("/doc", TlsHost.json("{}"));
            names.at("other.example", plain.port(), "127.0.0.1");
            assertInstanceOf(Outcome.Unavailable.class, get("https://other.example/doc"));
            assertEquals(List.of(), plain.requests());
        }
    }

    @Test
    void keeps_a_document_as_long_as_it_says() {
        host.answers("/doc", TlsHost.json("{}", "Cache-Control: max-age=600", "ETag: \"one\""));
        text(get(URL));
        clock.now = clock.now.plusSeconds(599);
        text(get(URL));
        assertEquals(1, host.connections());
        clock.now = clock.now.plusSeconds(1);
        host.answers("/doc", TlsHost.raw(304, "text/plain", "", "Cache-Control: max-age=900"));
        assertEquals("{}", text(get(URL)));
        assertEquals(Optional.of("\"one\""), host.requests().getLast().header("If-None-Match"));
        clock.now = clock.now.plusSeconds(899);
        text(get(URL));
        assertEquals(2, host.connections());
    }

    @Test
    void asks_for_a_changed_document_without_the_old_validator() {
        host.answers("/doc", TlsHost.json("{}", "ETag: \"one\""));
        text(get(URL));
        clock.now = clock.now.plus(FetchLimits.FRESH_LEAST);
        host.answers("/doc", TlsHost.json("[]"));
        assertEquals("[]", text(get(URL)));
        clock.now = clock.now.plus(FetchLimits.FRESH_LEAST);
        text(get(URL));
        assertEquals(Optional.empty(), host.requests().getLast().header("If-None-Match"));
    }

    @Test
    void pauses_after_a_failure() {
        unavailable(get(URL));
        host.answers("/doc", TlsHost.json("{}"));
        clock.now = clock.now.plus(FetchLimits.PAUSE).minusMillis(1);
        unavailable(get(URL));
        assertEquals(1, host.connections());
        clock.now = clock.now.plusMillis(1);
        text(get(URL));
    }

    @Test
    void asks_again_at_most_every_half_minute_and_keeps_what_it_has() {
        var errand = new Errand(URL, Wanted.KEY_SET, SOURCE);
        host.answers("/doc", TlsHost.json("{\"keys\":[]}"));
        wait(fetches.again(errand));
        wait(fetches.again(errand));
        assertEquals(1, host.connections());
        clock.now = clock.now.plus(FetchLimits.AGAIN);
        host.answers("/doc", TlsHost.json("{\"keys\":[1]}"));
        assertEquals("{\"keys\":[1]}", text(wait(fetches.again(errand))));
        clock.now = clock.now.plus(FetchLimits.AGAIN);
        host.answers("/doc", TlsHost.raw(500, "text/plain", ""));
        assertEquals("{\"keys\":[1]}", text(wait(fetches.again(errand))));
        assertEquals(3, host.connections());
    }

    @Test
    void one_fetch_serves_all_who_wait_and_outlives_whoever_leaves() throws InterruptedException {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        Reply document = TlsHost.json("{}");
        host.answers(
                "/doc",
                (request, out) -> {
                    asked.countDown();
                    answer.await();
                    document.to(request, out);
                });
        var errand = new Errand(URL, Wanted.CLIENT_DOCUMENT, SOURCE);
        CompletableFuture<Outcome> first = fetches.get(errand).subscribeAsCompletionStage();
        asked.await();
        List<CompletableFuture<Outcome>> others =
                IntStream.range(0, 20)
                        .mapToObj(_ -> fetches.get(errand).subscribeAsCompletionStage())
                        .toList();
        first.cancel(true);
        others.getFirst().cancel(true);
        answer.countDown();
        others.stream().skip(1).forEach(other -> assertEquals("{}", text(other.join())));
        assertEquals(1, host.connections());
    }

    /// V20: whoever names ever new URLs is stopped; what is held is still given.
    @Test
    void limits_what_one_address_may_cause() {
        host.answers("/doc", TlsHost.json("{}"));
        text(get(URL));
        List<Outcome> outcomes =
                IntStream.range(0, FetchLimits.PER_MINUTE + 20)
                        .mapToObj(i -> get("https://unknown" + i + ".example/doc"))
                        .toList();
        assertTrue(outcomes.contains(new Outcome.Unavailable("fetch_limit")));
        text(get(URL));
        assertEquals(
                "fetch_no_address",
                unavailable(
                        wait(
                                fetches.get(
                                        new Errand(
                                                "https://new.example/",
                                                Wanted.KEY_SET,
                                                "198.51.100.8")))));
    }

    @Test
    void sends_a_form_and_keeps_nothing() {
        host.answers("/token", TlsHost.json("{\"access_token\":\"x\"}"));
        var sending =
                Sending.form("https://client.example/token", Wanted.ISSUER_DOCUMENT, "a=b&c=d");
        text(wait(fetches.send(sending)));
        text(wait(fetches.send(sending)));
        assertEquals(2, host.connections());
        assertEquals("a=b&c=d", host.requests().getLast().body());
        assertTrue(host.requests().getLast().head().getFirst().startsWith("POST /token "));
        assertEquals(
                "fetch_special_address",
                forbidden(
                        wait(
                                fetches.send(
                                        Sending.form(
                                                "https://127.0.0.1/token",
                                                Wanted.ISSUER_DOCUMENT,
                                                "")))));
    }

    /// V12, K14: on behalf of a server that an owner let be private its own host may be fetched
    /// from, at any port, and no other; what came of it is nobody else's.
    @Test
    void a_private_server_has_its_own_host_and_no_other() {
        try (TlsHost plain = TlsHost.plain()) {
            plain.answers("/doc", TlsHost.json("{}"));
            String url = "http://127.0.0.1:" + plain.port() + "/doc";
            var strict = new Fetches(vertx, names, FetchRules.STRICT, trust, clock);
            Within server = Within.server("http://127.0.0.1:1/mcp", true);
            assertEquals(
                    "{}", text(wait(strict.get(new Errand(url, Wanted.KEY_SET, SOURCE, server)))));
            assertEquals(1, plain.connections());
            for (Within other :
                    List.of(
                            Within.CONFIGURATION,
                            Within.server("http://127.0.0.1:1/mcp", false),
                            Within.server("http://localhost:1/mcp", true),
                            Within.server("https://127.0.0.1.example/mcp", true),
                            Within.server("notes", true))) {
                forbidden(wait(strict.get(new Errand(url, Wanted.KEY_SET, SOURCE, other))));
                assertTrue(strict.target(url, other).isEmpty());
            }
            assertEquals(1, plain.connections());
            strict.close();
        }
    }

    /// V12: clouds' metadata are out of reach though somebody registered them as a server, and so
    /// is plain http on the open internet.
    @ParameterizedTest
    @ValueSource(
            strings = {"http://169.254.169.254/x", "http://100.100.100.200/x", "http://8.8.8.8/x"})
    void an_owner_allows_no_special_address(String url) {
        assertEquals(
                "fetch_special_address",
                forbidden(
                        wait(
                                fetches.get(
                                        new Errand(
                                                url,
                                                Wanted.KEY_SET,
                                                SOURCE,
                                                Within.server(url, true))))));
    }

    /// The development switch reads http on loopback; without it nothing arrives there.
    @Test
    void development_reads_http_on_loopback() {
        try (TlsHost plain = TlsHost.plain()) {
            plain.answers("/doc", TlsHost.json("{}"));
            String url = "http://127.0.0.1:" + plain.port() + "/doc";
            assertEquals("fetch_url", forbidden(get(url)));
            assertEquals(0, plain.connections());
            Fetches development = fetches(true);
            var errand = new Errand(url, Wanted.CLIENT_DOCUMENT, SOURCE);
            assertEquals("{}", text(wait(development.get(errand))));
            names.at("localhost", plain.port(), "93.184.216.34");
            var rebound = new Errand("http://localhost:1/doc", Wanted.CLIENT_DOCUMENT, SOURCE);
            forbidden(wait(development.get(rebound)));
            development.close();
        }
    }
}
