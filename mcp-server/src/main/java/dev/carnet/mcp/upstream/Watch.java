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

/// Listens to one upstream until it is told to stop; what breaks off is begun again, ever more
/// slowly.
final class Watch {

    private static final long WELL_MILLIS = 60_000;

    private final Vertx vertx;
    private final Sessions sessions;
    private final SessionKey key;
    private final Pass pass;
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
            Pass pass,
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
        sessions.get(key, pass)
                .compose(session -> session.here(() -> listen(session)))
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
    private Future<Void> listen(Session session) {
        session.hold(1);
        session.notices().add(ear);
        Future<Void> end = session.greeting().isCurrent() ? subscribed(session) : standing(session);
        if (begun.getAndSet(true)) {
            ear.accept(new Notice.Resumed());
        }
        return end.onComplete(_ -> {
            session.notices().remove(ear);
            session.hold(-1);
        });
    }

    private Future<Void> subscribed(Session session) {
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
                        Order.of("subscriptions/listen", params, Duration.ZERO), pass.headers());
        leaveBy(() ->
                session.here(() -> {
                    session.cancel(exchange, Fault.of(FaultClass.TRANSPORT, "Not watched."));
                    return Future.<Void>succeededFuture();
                }));
        return exchange.turn().transform(_ -> Future.succeededFuture());
    }

    private Future<Void> standing(Session session) {
        session.listen();
        if (session.greeting().capabilities().path("resources").path("subscribe").asBoolean()) {
            resources.forEach(uri ->
                    session.start(
                            Order.of(
                                    "resources/subscribe",
                                    Json.object().put("uri", uri),
                                    UpstreamLimits.GREETING_TIME),
                            pass.headers()));
        }
        Promise<Void> end = Promise.promise();
        session.closed().onComplete(_ -> end.tryComplete());
        leaveBy(end::tryComplete);
        return end.future();
    }

    /// How to end what goes on now; at once, if it was ended meanwhile.
    private void leaveBy(Runnable way) {
        leave.set(way);
        if (stopped) {
            way.run();
        }
    }
}
