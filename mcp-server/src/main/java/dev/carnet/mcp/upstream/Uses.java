package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One use of an upstream, in the words of its era.
final class Uses {

    /// 2025-11-25 only: URLs must be visited first.
    private static final int URLS_REQUIRED = -32042;

    private static final String REQUEST_STATE = "requestState";

    private static final String NOT_AGAIN =
            "The server has ended the session, and it is not known whether it did what it was asked."
                    + " It was not asked again.";

    private final Vertx vertx;
    private final Sessions sessions;
    private final Parking parking;
    private final Bringing bringing;
    private final Holding holding;

    Uses(Vertx vertx, Sessions sessions, Replicas replicas) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.parking = new Parking(vertx, replicas);
        this.bringing = new Bringing(vertx, replicas);
        this.holding = new Holding(vertx, replicas, parking, this::goOnElsewhere);
    }

    /// How many wait here.
    int parked() {
        return parking.size();
    }

    void close() {
        holding.close();
    }

    /// @param cancelled complete once nobody waits for it
    Future<Reply> use(
            Destination destination,
            Pass pass,
            Use use,
            Conversation conversation,
            Future<Void> cancelled) {
        if (use.state().filter(Parking::isParked).isPresent()) {
            var place = Parking.place(use.state().get(), destination, pass.principal());
            ObjectNode answers = use.answers().orElseGet(Json::object);
            return parking.take(place, destination)
                    .map(it -> goOnHere(it, answers, pass, conversation, cancelled))
                    .orElseGet(() ->
                            bringing.bring(place, answers, destination.bounds().time(), cancelled));
        }
        var key = SessionKey.of(destination, pass, conversation.capabilities());
        var going =
                new Going(
                        pass,
                        conversation,
                        () -> Order.of(destination, pass, use, conversation),
                        cancelled);
        return attempt(key, going)
                .recover(failed ->
                        Faults.of(failed).is(Fault.Trait.SESSION_GONE) && !cancelled.isComplete()
                                ? again(key, going)
                                : Future.failedFuture(failed));
    }

    /// A use on its way to a session.
    private record Going(
            Pass pass, Conversation conversation, Supplier<Order> order, Future<Void> cancelled) {}

    /// A server that does not know the session has done nothing (2025-11-25, "Session Management").
    /// What must happen at most once does not rest on its word.
    private Future<Reply> again(SessionKey key, Going going) {
        return going.conversation().once()
                ? Future.failedFuture(Fault.of(FaultClass.PROTOCOL, NOT_AGAIN))
                : attempt(key, going);
    }

    private Future<Reply> attempt(SessionKey key, Going going) {
        return sessions.get(key, going.pass()).compose(session -> in(session, going));
    }

    /// Runs there, or beside it where nobody could tell whose client a question is for.
    private Future<Reply> in(Session session, Going going) {
        return session.here(() ->
                session.mixes(going.conversation())
                        ? session.key()
                                .beside()
                                .map(key -> beside(session, key, going))
                                .orElseGet(() -> begin(session, going))
                        : begin(session, going));
    }

    /// Where no other session can be had, both run in one.
    private Future<Reply> beside(Session session, SessionKey key, Going going) {
        return sessions.get(key, going.pass())
                .transform(opened ->
                        opened.succeeded()
                                ? in(opened.result(), going)
                                : session.here(() -> begin(session, going)));
    }

    private void dropIfGone(Session session, Throwable failed) {
        Fault fault = Faults.of(failed);
        if (fault.is(Fault.Trait.SESSION_GONE) || fault.is(Fault.Trait.OTHER_ERA)) {
            sessions.drop(session);
        }
    }

    private Future<Reply> begin(Session session, Going going) {
        session.listen();
        Order order = going.order().get();
        going.conversation().logLevel().ifPresent(session::logAt);
        Exchange exchange = session.start(order, going.pass().headers());
        return turn(session, exchange, exchange.turn(), going.cancelled())
                .onFailure(failed -> dropIfGone(session, failed));
    }

    /// Whoever hears it looks for what proves us in this round, and makes the entry.
    private Future<Reply> goOnHere(
            Parking.Parked parked,
            ObjectNode answers,
            Pass pass,
            Conversation conversation,
            Future<Void> cancelled) {
        var earlier = new HashSet<>(parked.exchange().proofs());
        earlier.remove(pass.headers());
        return goOn(parked, answers, pass.headers(), Discreet.of(earlier, conversation), cancelled);
    }

    /// With answers that came to another replica: what proves us is what proved us when the use
    /// began, and what is said meanwhile has nobody to hear it. The other one may not know it.
    private Future<Reply> goOnElsewhere(
            Parking.Parked parked, ObjectNode answers, Future<Void> cancelled) {
        Map<String, String> proves = parked.session().proof();
        var shown = new HashSet<>(parked.exchange().proofs());
        shown.add(proves);
        return goOn(parked, answers, proves, Discreet.of(shown, Conversation.SILENT), cancelled);
    }

    private Future<Reply> goOn(
            Parking.Parked parked,
            ObjectNode answers,
            Map<String, String> proves,
            Discreet conversation,
            Future<Void> cancelled) {
        Session session = parked.session();
        Future<Reply> reply =
                session.here(() -> {
                    Future<Turn> next =
                            session.goOn(parked.exchange(), answers, proves, conversation);
                    return turn(session, parked.exchange(), next, cancelled);
                });
        return conversation.echoes().isEmpty()
                ? reply
                : reply.compose(
                        one -> vertx.executeBlocking(() -> conversation.cleaned(one), false));
    }

    private Future<Reply> turn(
            Session session, Exchange exchange, Future<Turn> turn, Future<Void> cancelled) {
        cancelled.onComplete(_ -> session.here(() -> cancel(session, exchange)));
        return turn.compose(taken -> reply(session, exchange, taken));
    }

    private static Future<Void> cancel(Session session, Exchange exchange) {
        session.cancel(exchange, Fault.of(FaultClass.TRANSPORT, "Cancelled."));
        return Future.succeededFuture();
    }

    private Future<Reply> reply(Session session, Exchange exchange, Turn turn) {
        return switch (turn) {
            case Turn.Waiting(Map<String, ObjectNode> questions) ->
                    parking.park(session, exchange)
                            .map(parked ->
                                    parked.<Reply>map(state -> new Reply.Asked(questions, state)))
                            .orElseGet(() -> full(session, exchange));
            case Turn.Answered(Incoming.Result(JsonNode _, Slices members)) ->
                    session.greeting().isCurrent()
                            ? current(session.key(), members)
                            : Future.succeededFuture(new Reply.Done(members));
            case Turn.Answered(Incoming.Refusal refusal) -> refused(session.key(), refusal);
            case Turn.Answered(Incoming _) -> Future.failedFuture(strange());
        };
    }

    private static Future<Reply> full(Session session, Exchange exchange) {
        Fault fault = Fault.of(FaultClass.TRANSPORT, "Too many questions wait for answers.");
        session.cancel(exchange, fault);
        return Future.failedFuture(fault);
    }

    static Fault unanswered() {
        return Fault.of(FaultClass.TRANSPORT, "The client did not answer in time.");
    }

    private static Fault strange() {
        return Fault.of(FaultClass.PROTOCOL, "The server answered in no way that is known here.");
    }

    /// A result of the current era says of which type it is; without a word it is complete.
    private static Future<Reply> current(SessionKey key, Slices members) {
        return switch (members.tree("resultType").asText("complete")) {
            case "", "complete" -> Future.succeededFuture(new Reply.Done(members));
            case "input_required" -> inputRequired(key, members);
            default -> Future.failedFuture(strange());
        };
    }

    private static Future<Reply> inputRequired(SessionKey key, Slices members) {
        var questions = new LinkedHashMap<String, ObjectNode>();
        for (Map.Entry<String, JsonNode> one : members.tree("inputRequests").properties()) {
            if (!(one.getValue() instanceof ObjectNode question) || !isDeclared(key, question)) {
                return Future.failedFuture(undeclared());
            }
            questions.put(one.getKey(), question);
        }
        ObjectNode state = Json.object();
        Optional.of(members.tree(REQUEST_STATE))
                .filter(JsonNode::isTextual)
                .ifPresent(text -> state.set(REQUEST_STATE, text));
        return questions.size() > UpstreamLimits.QUESTIONS
                ? Future.failedFuture(undeclared())
                : Future.succeededFuture(new Reply.Asked(questions, state));
    }

    private static boolean isDeclared(SessionKey key, ObjectNode question) {
        ObjectNode params =
                question.path("params") instanceof ObjectNode given ? given : Json.object();
        return key.declares(question.path("method").asText(), params);
    }

    private static Fault undeclared() {
        return Fault.of(
                FaultClass.PROTOCOL, "The server asks for something the client did not declare.");
    }

    /// An error that asks for URLs to be visited becomes a question, if the client can be asked.
    private static Future<Reply> refused(SessionKey key, Incoming.Refusal refusal) {
        var questions = new LinkedHashMap<String, ObjectNode>();
        if (refusal.code() == URLS_REQUIRED) {
            refusal.data().stream()
                    .flatMap(data -> data.path("elicitations").valueStream())
                    .limit(UpstreamLimits.QUESTIONS)
                    .filter(ObjectNode.class::isInstance)
                    .forEach(params -> {
                        var question = Json.object().put("method", "elicitation/create");
                        question.set("params", params);
                        questions.put("url-" + (questions.size() + 1), question);
                    });
        }
        boolean askable =
                !questions.isEmpty()
                        && questions.values().stream().allMatch(one -> isDeclared(key, one));
        return Future.succeededFuture(
                askable
                        ? new Reply.Asked(questions, Json.object().put(Order.ANEW, true))
                        : new Reply.Failed(refusal.code(), refusal.message(), refusal.data()));
    }
}
