package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.shared.fetch.Resolver;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A switchboard on its own, with names that a test decides.
final class Bench implements AutoCloseable {

    static final Bounds SHORT =
            new Bounds(Duration.ofSeconds(2), Duration.ofSeconds(1), 1 << 20, 8);
    static final Pass PASS = new Pass(Map.of("Authorization", "Bearer upstream"), "person-1");

    final Vertx vertx = Vertx.vertx();
    final Map<String, InetSocketAddress> names = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final Switchboard upstreams;

    Bench() {
        this(new StdioServers(Map.of()), FetchTrust.of(Optional.empty()), Clock.systemUTC());
    }

    Bench(StdioServers stdio, FetchTrust trust, Clock clock) {
        Resolver resolver = this::resolve;
        upstreams = new Switchboard(vertx, resolver, trust, stdio, clock);
    }

    /// One of several replicas.
    Bench(Replicas replicas) {
        Resolver resolver = this::resolve;
        FetchTrust trust = FetchTrust.of(Optional.empty());
        upstreams =
                new Switchboard(
                        vertx,
                        resolver,
                        trust,
                        new StdioServers(Map.of()),
                        new NoServices(),
                        new Requests(vertx, resolver, trust),
                        replicas,
                        Clock.systemUTC());
    }

    private Future<List<InetSocketAddress>> resolve(String host, int port) {
        asked.add(host);
        InetSocketAddress place = names.get(host);
        Promise<List<InetSocketAddress>> later = Promise.promise();
        Thread.startVirtualThread(() -> answer(later, host, place));
        return later.future();
    }

    /// On another thread, as the real one does.
    private static void answer(
            Promise<List<InetSocketAddress>> later,
            String host,
            @Nullable InetSocketAddress place) {
        if (place == null) {
            later.fail(new UnknownHostException(host));
        } else {
            later.complete(List.of(place));
        }
    }

    /// The name is there from now on.
    Bench lead(String name, String address, int port) {
        names.put(name, new InetSocketAddress(InetAddress.ofLiteral(address), port));
        return this;
    }

    static Destination at(String url) {
        return at(url, SHORT);
    }

    static Destination at(String url, Bounds bounds) {
        return new Destination("wsp_1", "srv_1", Transport.HTTP, url, bounds, true);
    }

    static Use call(String tool) {
        return call(tool, Json.object());
    }

    static Use call(String tool, ObjectNode arguments) {
        return Use.of(new Use.Act.Call(tool, Json.object(), arguments));
    }

    Reply use(Destination destination, Use use) {
        return use(destination, PASS, use, Conversation.SILENT);
    }

    Reply use(Destination destination, Pass pass, Use use, Conversation conversation) {
        return wait(upstreams.use(destination, pass, use, conversation));
    }

    Offering offer(Destination destination) {
        return wait(upstreams.offer(destination, PASS));
    }

    static <T> T wait(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    /// Waits until something is so.
    static void until(BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not become so");
            }
            Thread.sleep(20);
        }
    }

    /// A client that declared forms and wants to hear everything.
    static final class Listening implements Conversation {

        final List<ObjectNode> progress = new CopyOnWriteArrayList<>();
        final List<ObjectNode> logs = new CopyOnWriteArrayList<>();
        volatile boolean once;
        private final ObjectNode declared;

        Listening(String declared) {
            this.declared = Json.parse(declared);
        }

        @Override
        public ObjectNode capabilities() {
            return declared;
        }

        @Override
        public boolean once() {
            return once;
        }

        @Override
        public Optional<String> trace() {
            return Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        }

        @Override
        public Optional<String> logLevel() {
            return Optional.of("info");
        }

        @Override
        public boolean wantsProgress() {
            return true;
        }

        @Override
        public void progress(ObjectNode params) {
            progress.add(params);
        }

        @Override
        public void log(ObjectNode params) {
            logs.add(params);
        }
    }

    @Override
    public void close() {
        upstreams.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
