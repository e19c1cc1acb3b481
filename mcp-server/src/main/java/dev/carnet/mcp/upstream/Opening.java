package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.shared.fetch.FetchTrust;
import dev.carnet.shared.fetch.Lookup;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.Optional;

/// Finds out what an upstream speaks and agrees with it: first the current era, then the earlier
/// one, then the first transport. Whoever still speaks an older era does not know
/// `server/discover`, or answers it with something else.
final class Opening {

    private static final int UNSUPPORTED_VERSION = -32022;
    private static final int HEADER_MISMATCH = -32020;
    private static final int MISSING_CAPABILITY = -32021;

    private final Vertx vertx;
    private final Lookup lookup;
    private final FetchTrust trust;
    private final Children children;
    private final Eras eras;

    Opening(Vertx vertx, Lookup lookup, FetchTrust trust, Children children, Eras eras) {
        this.vertx = vertx;
        this.lookup = lookup;
        this.trust = trust;
        this.children = children;
        this.eras = eras;
    }

    /// A session that is agreed on, or a {@link Fault}. What fails leaves nothing behind.
    Future<Session> open(SessionKey key, Pass pass) {
        return switch (key.destination().transport()) {
            case HTTP -> http(key, pass);
            case SSE -> first(key, pass);
            case STDIO -> stdio(key, pass);
            case API ->
                    Future.failedFuture(
                            Fault.of(FaultClass.PROTOCOL, "An HTTP service has no sessions."));
        };
    }

    private Context context() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    private Future<Session> http(SessionKey key, Pass pass) {
        return switch (eras.known(key.destination()).map(Greeting::era).orElse(Era.CURRENT)) {
            case FIRST -> first(key, pass);
            case EARLIER, CURRENT -> streamable(key, pass);
        };
    }

    private Future<Session> streamable(SessionKey key, Pass pass) {
        Destination destination = key.destination();
        var carrier =
                new HttpCarrier(vertx, destination, new Reach(vertx, destination, lookup, trust));
        var session = new Session(vertx, context(), key, carrier, Greeting.unknown(Era.CURRENT));
        return session.here(() -> agree(session, pass))
                .recover(failed -> quit(session, failed))
                .recover(failed ->
                        Faults.of(failed).is(Fault.Trait.OTHER_ERA)
                                ? first(key, pass)
                                : Future.failedFuture(failed));
    }

    private Future<Session> agree(Session session, Pass pass) {
        Optional<Greeting> known = eras.known(session.key().destination());
        Future<Session> agreed =
                known.filter(Greeting::isCurrent)
                        .map(greeting -> taken(session, greeting))
                        .orElseGet(() ->
                                known.isPresent()
                                        ? initialize(session, pass, Era.EARLIER)
                                        : discover(session, pass));
        return agreed.map(one -> {
            eras.learn(session.key().destination(), session.greeting());
            return one;
        });
    }

    private static Future<Session> taken(Session session, Greeting greeting) {
        session.agree(greeting);
        return Future.succeededFuture(session);
    }

    private Future<Session> first(SessionKey key, Pass pass) {
        Destination destination = key.destination();
        var carrier =
                new SseCarrier(vertx, destination, new Reach(vertx, destination, lookup, trust));
        var session = new Session(vertx, context(), key, carrier, Greeting.unknown(Era.FIRST));
        var headers = Stamp.headers("", Json.object(), session.greeting(), pass.headers());
        return session.here(() ->
                        carrier.open(headers, new LastHearing(session))
                                .compose(_ -> initialize(session, pass, Era.FIRST)))
                .map(one -> {
                    eras.learn(destination, session.greeting());
                    return one;
                })
                .recover(failed -> quit(session, failed));
    }

    private Future<Session> stdio(SessionKey key, Pass pass) {
        Context context = context();
        return children.start(key, pass, context)
                .compose(child -> {
                    var session =
                            new Session(vertx, context, key, child, Greeting.unknown(Era.CURRENT));
                    child.hear(new LastHearing(session));
                    return session.here(() -> agree(session, pass))
                            .recover(failed -> quit(session, failed));
                });
    }

    private static Future<Session> quit(Session session, Throwable failed) {
        Fault why = Faults.of(failed);
        return session.here(() -> session.close(why)).transform(_ -> Future.failedFuture(why));
    }

    private Future<Session> discover(Session session, Pass pass) {
        var order = Order.of("server/discover", UpstreamLimits.GREETING_TIME);
        return session.start(order, pass.headers())
                .turn()
                .transform(done ->
                        done.succeeded()
                                ? discovered(session, pass, done.result())
                                : undiscovered(session, pass, done.cause()));
    }

    /// A process that says nothing to an unknown request may still know the first one.
    private Future<Session> undiscovered(Session session, Pass pass, Throwable failed) {
        boolean silent = session.key().destination().transport() == Transport.STDIO;
        return Faults.of(failed).is(Fault.Trait.OTHER_ERA) || silent
                ? initialize(session, pass, Era.EARLIER)
                : Future.failedFuture(failed);
    }

    private Future<Session> discovered(Session session, Pass pass, Turn turn) {
        if (!(turn instanceof Turn.Answered(Incoming incoming))) {
            return Future.failedFuture(Fault.of(FaultClass.PROTOCOL, "The server asks too early."));
        }
        return switch (incoming) {
            case Incoming.Result(JsonNode _, Slices members) -> {
                JsonNode versions = members.tree("supportedVersions");
                yield speaksCurrent(versions)
                        ? taken(session, Greetings.current(members))
                        : initialize(session, pass, Era.EARLIER);
            }
            case Incoming.Refusal refusal -> refused(session, pass, refusal);
            case Incoming.Request _, Incoming.Notification _, Incoming.Unreadable _ ->
                    Future.failedFuture(Fault.of(FaultClass.PROTOCOL, "No answer."));
        };
    }

    private static boolean speaksCurrent(JsonNode versions) {
        return versions.valueStream()
                .anyMatch(version -> version.asText().equals(Greeting.CURRENT_VERSION));
    }

    /// An error of the current era speaks of a server of the current era; every other one of a
    /// server that does not know the question.
    private Future<Session> refused(Session session, Pass pass, Incoming.Refusal refusal) {
        return switch (refusal.code()) {
            case HEADER_MISMATCH, MISSING_CAPABILITY ->
                    Future.failedFuture(
                            Fault.of(
                                    FaultClass.PROTOCOL,
                                    "The server refuses to say what it speaks."));
            case UNSUPPORTED_VERSION -> unsupported(session, pass, refusal);
            default -> initialize(session, pass, Era.EARLIER);
        };
    }

    /// It names what it speaks. If that is the current revision after all, it is asked again, once.
    private static Future<Session> unsupported(
            Session session, Pass pass, Incoming.Refusal refusal) {
        JsonNode supported = refusal.data().orElseGet(Json::object).path("supported");
        if (speaksCurrent(supported)) {
            var order = Order.of("server/discover", UpstreamLimits.GREETING_TIME);
            return session.start(order, pass.headers())
                    .turn()
                    .compose(turn -> again(session, turn));
        }
        return speaksEarlier(supported)
                ? initialize(session, pass, Era.EARLIER)
                : Future.failedFuture(noCommonVersion());
    }

    private static Future<Session> again(Session session, Turn turn) {
        return turn instanceof Turn.Answered(Incoming.Result(JsonNode _, Slices members))
                        && speaksCurrent(members.tree("supportedVersions"))
                ? taken(session, Greetings.current(members))
                : Future.failedFuture(noCommonVersion());
    }

    private static boolean speaksEarlier(JsonNode versions) {
        return versions.valueStream()
                .map(JsonNode::asText)
                .anyMatch(Greeting.EARLIER_VERSIONS::contains);
    }

    private static Fault noCommonVersion() {
        return Fault.of(FaultClass.PROTOCOL, "The server speaks no revision that is known here.");
    }

    private static Future<Session> initialize(Session session, Pass pass, Era era) {
        session.agree(Greeting.unknown(era));
        ObjectNode params = Json.object().put("protocolVersion", Greeting.EARLIER_VERSION);
        params.set("capabilities", session.key().capabilities());
        params.set("clientInfo", Stamp.clientInfo());
        Exchange exchange =
                session.start(
                        Order.of("initialize", params, UpstreamLimits.GREETING_TIME),
                        pass.headers());
        return exchange.turn().compose(turn -> initialized(session, exchange, turn, era));
    }

    private static Future<Session> initialized(
            Session session, Exchange exchange, Turn turn, Era era) {
        if (turn instanceof Turn.Answered(Incoming.Result(JsonNode _, Slices members))) {
            String version = members.tree("protocolVersion").asText();
            if (!Greeting.EARLIER_VERSIONS.contains(version)) {
                return Future.failedFuture(noCommonVersion());
            }
            // The head of the answer may come after its message.
            return exchange.taken()
                    .compose(taken -> {
                        session.agree(Greetings.earlier(era, version, members, taken.sessionId()));
                        return session.tell("notifications/initialized");
                    })
                    .map(_ -> session);
        }
        return Future.failedFuture(
                Fault.of(FaultClass.PROTOCOL, "The server refuses to begin a session."));
    }

    /// What comes where nothing belongs to one request; when it ends, all ends.
    private record LastHearing(Session session) implements Hearing {

        @Override
        public void hear(Incoming incoming) {
            session.hearing().hear(incoming);
        }

        @Override
        public void ended(Optional<Fault> why) {
            session.close(
                    why.orElseGet(() -> Fault.of(FaultClass.TRANSPORT, "The server has gone.")));
        }
    }
}
