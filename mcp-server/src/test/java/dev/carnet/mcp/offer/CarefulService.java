package dev.carnet.mcp.offer;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carnet.verifier.CallPassport;
import dev.carnet.verifier.CallVerifier;
import dev.carnet.verifier.UsedStore;
import dev.carnet.verifier.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/// An HTTP service that serves nothing Carnet did not decide. What was used before it keeps in a
/// table, as one of several replicas. `/v1/old` sends whoever reads on to `/v1/new`.
final class CarefulService implements AutoCloseable {

    /// A request as it came.
    record Came(Optional<String> passport, String method, String target, String body) {}

    private final HttpServer server;
    private final CallVerifier verifier;
    private final List<CallPassport> served = new CopyOnWriteArrayList<>();
    private final List<Came> came = new CopyOnWriteArrayList<>();

    private CarefulService(HttpServer server, String carnet, String workspace, DataSource table)
            throws IOException, ParseException {
        String keys = carnet.replaceFirst("/mcp$", "/.well-known/carnet-assertion-keys.json");
        this.server = server;
        this.verifier =
                new CallVerifier(
                        new ImmutableJWKSet<SecurityContext>(JWKSet.load(URI.create(keys).toURL())),
                        carnet,
                        url(),
                        workspace,
                        new UsedStore(table, Clock.systemUTC()),
                        Clock.systemUTC());
    }

    /// @param table where a table `used_call` is
    static CarefulService open(String carnet, String workspace, DataSource table)
            throws IOException, ParseException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var careful = new CarefulService(http, carnet, workspace, table);
        http.createContext("/v1", careful::serve);
        http.start();
        return careful;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    List<CallPassport> served() {
        return served;
    }

    /// Looks at whether it is alive are none.
    List<Came> came() {
        return came;
    }

    Verdict<CallPassport> judge(Came request) {
        return verifier.verifyRequest(
                request.passport().orElse(""),
                request.method(),
                request.target(),
                request.body().getBytes(StandardCharsets.UTF_8));
    }

    private void serve(HttpExchange exchange) throws IOException {
        Came request =
                new Came(
                        Optional.ofNullable(
                                exchange.getRequestHeaders().getFirst("Carnet-Call-Passport")),
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (request.passport().isPresent()) {
            came.add(request);
        }
        switch (judge(request)) {
            case Verdict.Valid(CallPassport call) -> {
                served.add(call);
                if (request.target().equals("/v1/old")) {
                    exchange.getResponseHeaders().set("Location", "/v1/new");
                    answer(exchange, 302, "there");
                } else {
                    answer(exchange, 200, "done");
                }
            }
            case Verdict.Refused<CallPassport> refused ->
                    answer(exchange, 403, refused.reason().name());
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
