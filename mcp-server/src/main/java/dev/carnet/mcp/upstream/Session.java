package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// What one principal has going on at one upstream: requests by their ids, questions of the
/// upstream, notices. Everything here happens on its own event loop. Wrong ids, second answers and
/// messages nobody expects change nothing.
final class Session {

    private static final long STRAGGLING_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final SessionKey key;
    private final Carrier carrier;
    private final Running running;
    private final Notices notices = new Notices();
    private final Watched watched = new Watched();
    private final Promise<Void> closed = Promise.promise();
    private volatile Map<String, String> proof = Map.of();
    private volatile Greeting greeting;
    private String logLevel = "";
    private long lastId;
    private boolean listening;
    private final AtomicInteger holders = new AtomicInteger();
    private volatile long usedAt = System.nanoTime();

    Session(Vertx vertx, Context context, SessionKey key, Carrier carrier, Greeting greeting) {
        this.vertx = vertx;
        this.context = context;
        this.key = key;
        this.running = new Running(key, System::nanoTime);
        this.carrier = carrier;
        this.greeting = greeting;
    }

    SessionKey key() {
        return key;
    }

    Greeting greeting() {
        return greeting;
    }

    void agree(Greeting agreed) {
        greeting = agreed;
    }

    /// What proved us when it was last used.
    Map<String, String> proof() {
        return proof;
    }

    Notices notices() {
        return notices;
    }

    /// What its server was asked to watch.
    Watched watched() {
        return watched;
    }

    /// Complete once it is no more.
    Future<Void> closed() {
        return closed.future();
    }

    /// Does something where this session lives.
    <T> Future<T> here(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(_ -> {
            try {
                work.get().onComplete(done);
            } catch (RuntimeException bug) {
                done.tryFail(bug);
            }
        });
        return done.future();
    }

    /// Whoever holds it keeps it from being ended as idle.
    void hold(int more) {
        holders.addAndGet(more);
        usedAt = System.nanoTime();
    }

    boolean isIdle() {
        Duration idle = key.lane() > 0 ? UpstreamLimits.LANE_IDLE : UpstreamLimits.SESSION_IDLE;
        return isUnused() && System.nanoTime() - usedAt > idle.toNanos();
    }

    /// When it was last used, by {@link System#nanoTime}.
    long usedAt() {
        return usedAt;
    }

    boolean isUnused() {
        return running.isEmpty() && holders.get() == 0;
    }

    /// Sends a request. The exchange's first turn says what becomes of it.
    Exchange start(Order order, Map<String, String> proves) {
        proof = proves;
        usedAt = System.nanoTime();
        Exchange exchange = new Exchange(++lastId, order);
        exchange.shows(proves);
        if (closed.future().isComplete()) {
            exchange.fail(Fault.of(FaultClass.TRANSPORT, "The session has ended."));
            return exchange;
        }
        running.add(exchange);
        listenForTime(exchange);
        carrier.send(parcel(exchange), new SessionHearing(this, Optional.of(exchange)))
                .onSuccess(exchange::take)
                .onFailure(failed -> end(exchange, Faults.of(failed)));
        return exchange;
    }

    private Parcel parcel(Exchange exchange) {
        Order order = exchange.order();
        var headers = headers(order.method(), order.params());
        headers.putAll(order.headers());
        order.conversation().trace().ifPresent(trace -> headers.put("traceparent", trace));
        return new Parcel(
                Stamp.request(exchange.id(), order, greeting, key.capabilities()),
                headers,
                exchange.over(),
                true,
                !greeting.isCurrent());
    }

    private Map<String, String> headers(String method, ObjectNode params) {
        return new HashMap<>(Stamp.headers(method, params, greeting, proof));
    }

    /// The time runs while it is the upstream's turn. Nothing may take longer there than a use may.
    private void listenForTime(Exchange exchange) {
        long millis =
                Math.min(
                        exchange.order().time().toMillis(),
                        key.destination().bounds().time().toMillis());
        if (millis > 0) {
            Future<Turn> turn = exchange.turn();
            long timer =
                    vertx.setTimer(
                            millis,
                            _ -> {
                                Fault late =
                                        Fault.counting(
                                                FaultClass.TRANSPORT,
                                                "The server did not answer in time.");
                                cancel(exchange, late);
                            });
            turn.onComplete(_ -> vertx.cancelTimer(timer));
        }
    }

    /// Whether that needs a session beside this one. A current server says everything on the stream
    /// of a request.
    boolean mixes(Conversation other) {
        return !greeting.isCurrent() && running.mixes(other);
    }

    /// Ends an exchange before its answer, and says so in the era's way: a closed stream, or a
    /// notification. Where all comes one way, it may ask all the same until it answers.
    void cancel(Exchange exchange, Fault why) {
        if (running.has(exchange)) {
            if (!(carrier instanceof HttpCarrier)) {
                running.stray(exchange);
            }
            if (!greeting.isCurrent() || !(carrier instanceof HttpCarrier)) {
                notify(
                        "notifications/cancelled",
                        Json.object().put("requestId", exchange.id()).put("reason", "cancelled"));
            }
            end(exchange, why);
        }
    }

    /// Ends an exchange that has no answer.
    void end(Exchange exchange, Fault why) {
        running.remove(exchange);
        exchange.fail(why);
        exchange.finish();
    }

    /// Answers questions of the upstream, so that it goes on.
    Future<Turn> goOn(
            Exchange exchange,
            ObjectNode answers,
            Map<String, String> proves,
            Conversation conversation) {
        exchange.speakWith(conversation);
        exchange.shows(proves);
        proof = proves;
        usedAt = System.nanoTime();
        for (Map.Entry<String, JsonNode> answer : answers.properties()) {
            exchange.answered(answer.getKey())
                    .ifPresent(id -> reply(id, "result", answer.getValue()));
        }
        Future<Turn> next = exchange.goOn();
        listenForTime(exchange);
        return next;
    }

    /// Tells the upstream something.
    void notify(String method, ObjectNode params) {
        post(Stamp.notification(method, params), headers(method, params));
    }

    private Future<Carrier.Taken> post(ObjectNode message, Map<String, String> headers) {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(UpstreamLimits.TELLING_TIME.toMillis(), _ -> over.tryComplete());
        return carrier.send(new Parcel(message, headers, over.future(), false, false), hearing());
    }

    /// The same, and waits until it was taken.
    Future<Void> tell(String method) {
        return post(Stamp.notification(method, Json.object()), headers(method, Json.object()))
                .mapEmpty();
    }

    /// Hears what comes on a stream that is no request's own.
    Hearing hearing() {
        return new SessionHearing(this, Optional.empty());
    }

    /// Opens the stream on which an upstream of the earlier era speaks unasked.
    void listen() {
        if (!listening && !greeting.isCurrent()) {
            listening = true;
            carrier.listen(() -> headers("", Json.object()), hearing());
        }
    }

    /// Has the upstream log at that level, if it did at another (earlier era).
    void logAt(String level) {
        if (!greeting.isCurrent() && greeting.offers("logging") && !level.equals(logLevel)) {
            logLevel = level;
            start(
                    Order.of(
                            Running.SET_LEVEL,
                            Json.object().put("level", level),
                            UpstreamLimits.GREETING_TIME),
                    proof);
        }
    }

    /// Ends everything.
    Future<Void> close(Fault why) {
        if (!closed.tryComplete()) {
            return Future.succeededFuture();
        }
        running.all().forEach(exchange -> end(exchange, why));
        return carrier.close(greeting.sessionId().map(_ -> headers("", Json.object())));
    }

    /// The requests that have no answer yet.
    Running running() {
        return running;
    }

    /// The answer to a request came. A stream that stays open after it is broken off.
    void settle(Exchange exchange, Incoming incoming) {
        running.remove(exchange);
        exchange.answer(incoming);
        vertx.setTimer(
                STRAGGLING_MILLIS,
                _ -> {
                    if (!exchange.heardAll()) {
                        exchange.finish();
                    }
                });
    }

    /// Answers a request of the upstream's.
    void reply(JsonNode id, String member, JsonNode content) {
        ObjectNode message = Json.object().put("jsonrpc", "2.0");
        message.set("id", id);
        message.set(member, content);
        post(message, headers("", Json.object()));
    }
}
