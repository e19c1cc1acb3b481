package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Listens to one upstream until it is told to stop; what breaks off is begun again, ever more
/// slowly.
final class Watch {

    private static final long WELL_MILLIS = 60_000;

    private final Vertx vertx;
    private final Sessions sessions;
    private final SessionKey key;
    private final Supplier<Pass> pass;
    private final Set<String> resources;
    private final Consumer<Notice> ear;
    private final AtomicReference<Runnable> leave = new AtomicReference<>(() -> {});
    private volatile boolean stopped;
    private final AtomicBoolean begun = new AtomicBoolean();
    private int failures;

    Watch(
            Vertx vertx,
            Sessions sessions,
            SessionKey key,
            Supplier<Pass> pass,
            Set<String> resources,
            Consumer<Notice> ear) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.key = key;
        this.pass = pass;
        this.resources = resources;
        this.ear = ear;
    }

    void stop() {
        stopped = true;
        leave.get().run();
    }

    void begin() {
        if (stopped) {
            return;
        }
        long at = System.nanoTime();
        Pass now = pass.get();
        sessions.get(key, now)
                .compose(session -> session.here(() -> listen(session, now)))
                .onComplete(_ -> again((System.nanoTime() - at) / 1_000_000));
    }

    private void again(long lastedMillis) {
        failures = lastedMillis > WELL_MILLIS ? 0 : Math.min(failures + 1, 6);
        long pause = UpstreamLimits.RETRY_FIRST.toMillis() << failures;
        if (!stopped) {
            vertx.setTimer(Math.min(pause, UpstreamLimits.RETRY_MOST.toMillis()), _ -> begin());
        }
    }

    /// Completes once nothing more is heard.
    private Future<Void> listen(Session session, Pass now) {
        session.hold(1);
        session.notices().add(ear);
        Future<Void> end =
                session.greeting().isCurrent() ? subscribed(session, now) : standing(session, now);
        if (begun.getAndSet(true)) {
            ear.accept(new Notice.Resumed());
        }
        return end.onComplete(_ -> {
            session.notices().remove(ear);
            session.hold(-1);
        });
    }

    private Future<Void> subscribed(Session session, Pass now) {
        ObjectNode wishes =
                Json.object()
                        .put("toolsListChanged", true)
                        .put("promptsListChanged", true)
                        .put("resourcesListChanged", true);
        resources.forEach(wishes.putArray("resourceSubscriptions")::add);
        ObjectNode params = Json.object();
        params.set("notifications", wishes);
        Exchange exchange =
                session.start(
                        Order.of("subscriptions/listen", params, Duration.ZERO), now.headers());
        leaveBy(() ->
                session.here(() -> {
                    session.cancel(exchange, Fault.of(FaultClass.TRANSPORT, "Not watched."));
                    return Future.<Void>succeededFuture();
                }));
        return exchange.turn().transform(_ -> Future.succeededFuture());
    }

    /// A session may have several watches; its server hears of the first that wants a resource, and
    /// when the last is gone.
    private Future<Void> standing(Session session, Pass now) {
        session.listen();
        if (session.greeting().capabilities().path("resources").path("subscribe").asBoolean()) {
            resources.stream()
                    .filter(session.watched()::first)
                    .forEach(uri -> ask(session, "resources/subscribe", uri, now));
        }
        Promise<Void> end = Promise.promise();
        session.closed().onComplete(_ -> end.tryComplete());
        leaveBy(() -> session.here(() -> left(session, end)));
        return end.future();
    }

    private Future<Void> left(Session session, Promise<Void> end) {
        if (!end.tryComplete()) {
            return end.future();
        }
        Pass now = pass.get();
        resources.stream()
                .filter(session.watched()::last)
                .forEach(uri -> ask(session, "resources/unsubscribe", uri, now));
        return end.future();
    }

    private static void ask(Session session, String method, String uri, Pass now) {
        session.start(
                Order.of(method, Json.object().put("uri", uri), UpstreamLimits.GREETING_TIME),
                now.headers());
    }

    /// How to end what goes on now; at once, if it was ended meanwhile.
    private void leaveBy(Runnable way) {
        leave.set(way);
        if (stopped) {
            way.run();
        }
    }
}
