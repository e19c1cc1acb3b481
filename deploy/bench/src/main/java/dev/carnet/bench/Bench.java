package dev.carnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carnet.bench.TokenLoad.Confidential;
import dev.carnet.bench.load.Load;
import dev.carnet.bench.load.Wire;
import dev.carnet.bench.person.Person;
import dev.carnet.bench.person.RestApi;
import dev.carnet.bench.person.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One bench, top to bottom.
public final class Bench implements AutoCloseable {

    private static final String EVERYTHING = "carnet:read carnet:write carnet:operate";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int[] APPENDERS = {1, 16, 64, 256};

    private final Target target;
    private final Options options;
    private final Table table;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Wire wire;
    private final Load load;
    private final Person owner;

    public Bench(Target target, Options options, Table table) {
        this.target = target;
        this.options = options;
        this.table = table;
        this.wire = new Wire(vertx, options.callers());
        this.load = new Load(vertx, options.rounds(), options.round());
        this.owner = new Person(target.issuer(), target.owner().email(), target.owner().password());
    }

    /// Measures everything there is to measure here, and prints a row at a time.
    public void run() throws IOException, InterruptedException {
        target.ready().forEach((part, took) -> table.time("time to ready, " + part, took));
        Confidential client = Confidential.register(signIn(), target.mcp());
        tokens(client);
        refresh();
        calls(client);
        revocations(signIn());
        appends();
        memory();
    }

    private RestApi signIn() throws IOException, InterruptedException {
        Tokens tokens = owner.authorize(target.issuer() + "/api/v1", EVERYTHING);
        return new RestApi(target.issuer(), tokens.access());
    }

    private void tokens(Confidential client) {
        var endpoint = new TokenLoad(wire, target.issuer());
        table.rate(
                "tokens (client_credentials, secret)",
                load.measure(options.callers(), endpoint.clientCredentials(client, target.mcp())));
        String live = token(client);
        table.rate(
                "introspection of a live token",
                load.measure(options.callers(), endpoint.introspection(client, live)));
    }

    private void refresh() throws IOException, InterruptedException {
        String clientId = owner.register();
        List<String> first = new ArrayList<>();
        for (int caller = 0; caller < options.callers(); caller++) {
            first.add(owner.authorize(clientId, target.mcp().toString(), EVERYTHING).refresh());
        }
        table.rate(
                "refresh with rotation, a grant per caller",
                load.measure(
                        options.callers(),
                        new TokenLoad(wire, target.issuer()).refresh(clientId, first)));
    }

    private void calls(Confidential client) {
        URI origin = target.fixture().orElseGet(target.replicas()::getFirst);
        var calls = new CallLoad(wire, origin, tool());
        if (target.fixture().isPresent()) {
            table.rate("bare echo", load.measure(options.callers(), calls.echo()));
        } else {
            table.missing("bare echo", "no fixture");
        }
        table.rate(
                "tools/call, 2026-07-28",
                load.measure(options.callers(), calls.modern(token(client))));
        table.rate(
                "tools/call, 2025-11-25",
                load.measure(options.callers(), calls.legacy(token(client))));
    }

    private void revocations(RestApi rest) throws IOException, InterruptedException {
        JsonNode order =
                JSON.readTree(
                        """
                        {"name":"bench","description":"withdrawn over and over","scopes":["carnet:read"]}\
                        """);
        String agent = rest.post("/agents", order).expect(201).get("id").asText();
        var result =
                new RevocationLoad(rest, target.replicas(), CallLoad.modernCall(tool()))
                        .run(agent, options.revocations());
        int replicas = target.replicas().size();
        table.latency("revoke → answered", result.answered());
        table.latency("revoke → refused at all %d replicas".formatted(replicas), result.refused());
    }

    private void appends() {
        if (target.database().isEmpty()) {
            table.missing("audit appends", "no database");
            return;
        }
        try (var log = AppendLoad.open(vertx, target.database().get(), Clock.systemUTC())) {
            for (int appenders : APPENDERS) {
                table.rate("audit appends, one log", load.measure(appenders, log.append()));
            }
        }
    }

    private void memory() {
        target.processes()
                .forEach((part, pid) ->
                        Memory.resident(pid)
                                .ifPresent(
                                        bytes -> table.memory("resident memory, " + part, bytes)));
    }

    private String tool() {
        return target.fixture().isPresent() ? "test_simple_text" : "whoami";
    }

    private String token(Confidential client) {
        return new TokenLoad(wire, target.issuer()).access(client, target.mcp(), Map.of());
    }

    @Override
    public void close() {
        wire.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
