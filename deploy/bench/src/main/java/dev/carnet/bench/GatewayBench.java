package dev.carnet.bench;

import dev.carnet.bench.TokenLoad.Confidential;
import dev.carnet.bench.load.Load;
import dev.carnet.bench.load.Measurement;
import dev.carnet.bench.load.Wire;
import dev.carnet.bench.load.Work;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.RestApi;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What the gateway adds to a call: one call of one server, made directly and through Carnet by
/// turns, so that whatever else the machine does is in both.
public final class GatewayBench implements AutoCloseable {

    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";
    private static final String ARGUMENTS = "{\"text\":\"what is said\"}";

    private final Target target;
    private final Options options;
    private final Table table;
    private final Holder holder;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Wire wire;
    private final Load load;
    private final TokenLoad tokens;

    /// @param holder whose key tokens are bound to where calls are made with DPoP
    public GatewayBench(Target target, Options options, Table table, Holder holder) {
        this.target = target;
        this.options = options;
        this.table = table;
        this.holder = holder;
        this.wire = new Wire(vertx, options.callers());
        this.load = new Load(vertx, options.rounds(), options.round());
        this.tokens = new TokenLoad(wire, target.issuer());
    }

    /// One way to make the call, with the rounds that were measured of it.
    private record Way(String what, Supplier<Work> begin, List<Measurement> rounds) {

        Way(String what, Supplier<Work> begin) {
            this(what, begin, new ArrayList<>());
        }

        Measurement median() {
            return Measurement.median(rounds);
        }
    }

    /// Measures both eras and prints a row at a time.
    public void run() throws IOException, InterruptedException {
        disk();
        Confidential client = Confidential.register(api(target.issuer()), target.mcp());
        var operator = new Offering(api(target.mcp()));
        try (var modern = new EchoServer(CallLoad.MODERN);
                var legacy = new EchoServer(CallLoad.LEGACY)) {
            operator.put("echo-modern", modern.address());
            operator.put("echo-legacy", legacy.address());
            operator.rules(List.of("echo-modern", "echo-legacy"));
            compare(
                    CallLoad.MODERN,
                    client,
                    calls(modern.address(), EchoServer.TOOL),
                    calls(target.mcp(), "echo-modern_" + EchoServer.TOOL));
            compare(
                    CallLoad.LEGACY,
                    client,
                    calls(legacy.address(), EchoServer.TOOL),
                    calls(target.mcp(), "echo-legacy_" + EchoServer.TOOL));
        }
    }

    /// Each call through Carnet waits for two of these.
    private void disk() {
        target.database()
                .ifPresent(database -> {
                    try (var log = AppendLoad.open(vertx, database, Clock.systemUTC())) {
                        table.rate(
                                "an entry on the disk",
                                load.measure(options.callers(), log.append()));
                    }
                });
    }

    private RestApi api(URI service) throws IOException, InterruptedException {
        var owner = new Person(target.issuer(), target.owner().email(), target.owner().password());
        URI api = service.resolve("/api/v1");
        return new RestApi(api, owner.authorize(api.toString(), EVERYTHING).access());
    }

    private CallLoad calls(URI server, String tool) {
        return new CallLoad(wire, server, tool, ARGUMENTS);
    }

    /// Every round begins with a token and, in the earlier era, a session of its own.
    private void compare(String revision, Confidential client, CallLoad direct, CallLoad through) {
        var server = new Way("called directly, " + revision, () -> direct.in(revision, Map::of));
        var bearer =
                new Way("through Carnet, " + revision, () -> through.in(revision, bearer(client)));
        var bound =
                new Way(
                        "through Carnet with DPoP, " + revision,
                        () -> through.in(revision, bound(client)));
        measure(List.of(server, bearer, bound));
        table.rate(server.what(), server.median());
        for (Way way : List.of(bearer, bound)) {
            table.rate(way.what(), way.median());
            table.added("  added by it", way.median(), server.median());
        }
    }

    private void measure(List<Way> ways) {
        ways.forEach(way ->
                load.once(options.callers(), options.round().dividedBy(2), way.begin().get()));
        for (int round = 0; round < options.rounds(); round++) {
            ways.forEach(way ->
                    way.rounds()
                            .add(load.once(options.callers(), options.round(), way.begin().get())));
        }
    }

    private Supplier<Map<String, String>> bearer(Confidential client) {
        Map<String, String> shown = CallLoad.bearer(tokens.access(client, target.mcp(), Map.of()));
        return () -> shown;
    }

    private Supplier<Map<String, String>> bound(Confidential client) {
        URI endpoint = target.issuer().resolve("/token");
        var proof = Map.of("DPoP", holder.proof("POST", endpoint, Optional.empty()));
        String token = tokens.access(client, target.mcp(), proof);
        return () ->
                Map.of(
                        "Authorization",
                        "DPoP " + token,
                        "DPoP",
                        holder.proof("POST", target.mcp(), Optional.of(token)));
    }

    @Override
    public void close() {
        wire.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
