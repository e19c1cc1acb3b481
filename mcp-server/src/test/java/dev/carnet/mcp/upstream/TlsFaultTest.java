package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.message.Json;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.testing.TestAuthority;
import dev.carnet.testing.TlsHost;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a server's TLS is told apart from what is wrong with the way there, on real
/// sockets with certificates of a real authority.
class TlsFaultTest {

    /// Longer than a handshake may take, so that it is the handshake that fails.
    private static final Bounds PATIENT =
            new Bounds(Duration.ofSeconds(30), Duration.ofSeconds(1), 1 << 20, 8);

    @TempDir private static Path folder;
    @TempDir private static Path elsewhere;
    private static TestAuthority authority = TestAuthority.in(Path.of("none"));
    private static TestAuthority stranger = authority;
    private static Bench bench = new Bench();

    @BeforeAll
    static void start() {
        bench.close();
        authority = TestAuthority.fresh(folder);
        stranger = TestAuthority.fresh(elsewhere);
        bench =
                new Bench(
                        new StdioServers(Map.of()),
                        FetchTrust.of(Optional.of(authority.pem())),
                        Clock.systemUTC());
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static Probing probed(TlsHost host, String name) {
        host.answers(
                "/mcp",
                (request, out) ->
                        TlsHost.json(
                                        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{}}}"
                                                .formatted(Json.parse(request.body()).path("id")))
                                .to(request, out));
        bench.lead(name, "127.0.0.1", host.port());
        var there =
                new Destination(
                        "wsp_1",
                        "srv_" + host.port(),
                        Transport.HTTP,
                        "https://" + name + ":" + host.port() + "/mcp",
                        PATIENT,
                        true);
        return Bench.wait(bench.upstreams.probe(there, Bench.PASS));
    }

    private static void faulty(SSLContext tls, String name, FaultClass kind) {
        try (TlsHost host = TlsHost.start(tls)) {
            faulty(host, name, kind);
            assertEquals(0, host.requests().size(), "something was said before it was proven");
        }
    }

    private static void faulty(TlsHost host, String name, FaultClass kind) {
        var broken = assertInstanceOf(Broken.class, probed(host, name));
        assertEquals(kind, broken.kind(), broken.publicText());
    }

    @Test
    void a_good_certificate_is_good() {
        try (TlsHost host = TlsHost.start(authority.host("good.example"))) {
            assertInstanceOf(Probing.Alive.class, probed(host, "good.example"));
        }
    }

    /// K6: an expired certificate.
    @Test
    void a_certificate_that_ran_out_is_a_fault_of_tls() {
        faulty(authority.expired("old.example"), "old.example", FaultClass.TLS);
    }

    /// K6: somebody else's certificate.
    @Test
    void a_certificate_for_another_host_is_a_fault_of_tls() {
        faulty(authority.host("other.example"), "asked.example", FaultClass.TLS);
    }

    /// K6: nobody we trust signed it.
    @Test
    void a_certificate_of_nobody_we_trust_is_a_fault_of_tls() {
        faulty(stranger.selfSigned(), "self.example", FaultClass.TLS);
        faulty(stranger.host("strange.example"), "strange.example", FaultClass.TLS);
    }

    /// K6: plain HTTP where TLS should be.
    @Test
    void plain_http_at_a_tls_port_is_a_fault_of_tls() {
        try (TlsHost host = TlsHost.plain()) {
            faulty(host, "plain.example", FaultClass.TLS);
        }
    }

    /// K6: no connection is no fault of TLS.
    @Test
    void nobody_there_is_a_fault_of_the_way() {
        TlsHost gone = TlsHost.start(authority.host("gone.example"));
        gone.close();
        faulty(gone, "gone.example", FaultClass.TRANSPORT);
    }

    /// G18: nothing that was said over TLS is said again without it.
    @Test
    void a_server_with_tls_sends_nobody_to_plain_http() {
        try (TlsHost host = TlsHost.start(authority.host("down.example"))) {
            bench.lead("down.example", "127.0.0.1", host.port());
            String there = "down.example:" + host.port() + "/mcp";
            host.answers("/mcp", TlsHost.raw(308, "text/plain", "", "Location: http://" + there));
            var broken =
                    assertInstanceOf(
                            Broken.class,
                            bench.use(Bench.at("https://" + there), Bench.call("any")));
            assertTrue(broken.publicText().contains("to http://" + there), broken.publicText());
            assertEquals(1, host.connections());
        }
    }
}
