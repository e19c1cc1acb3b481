package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One request of ours at an upstream, from sending it to its answer. Belongs to its session's
/// event loop.
final class Exchange {

    private final long id;
    private final Order order;
    private final Promise<Void> over = Promise.promise();
    private final Promise<Carrier.Taken> taken = Promise.promise();
    private final Map<String, Incoming.Request> questions = new LinkedHashMap<>();
    private Promise<Turn> turn = Promise.promise();
    private Future<Turn> kept = Promise.<Turn>promise().future();
    private boolean heardAll;
    private int asked;
    private volatile Set<Map<String, String>> proofs = Set.of();
    private Conversation conversation;

    Exchange(long id, Order order) {
        this.id = id;
        this.order = order;
        this.conversation = order.conversation();
    }

    long id() {
        return id;
    }

    Order order() {
        return order;
    }

    Conversation conversation() {
        return conversation;
    }

    /// From now on it is heard there: the client came back with another request.
    void speakWith(Conversation other) {
        conversation = other;
    }

    /// The upstream is shown that for it.
    void shows(Map<String, String> proof) {
        var all = new LinkedHashSet<>(proofs);
        all.add(Map.copyOf(proof));
        proofs = Set.copyOf(all);
    }

    /// Whatever proved us to the upstream for it so far.
    Set<Map<String, String>> proofs() {
        return proofs;
    }

    /// Complete once nothing about it is to go on.
    Future<Void> over() {
        return over.future();
    }

    void finish() {
        over.tryComplete();
    }

    Future<Turn> turn() {
        return turn.future();
    }

    /// The answer came. While the client is asked it waits for the next turn.
    void answer(Incoming incoming) {
        Turn answered = new Turn.Answered(incoming);
        if (!turn.tryComplete(answered)) {
            kept = Future.succeededFuture(answered);
        }
    }

    void fail(Fault fault) {
        if (!turn.tryFail(fault)) {
            kept = Future.failedFuture(fault);
        }
    }

    /// What came with the head of its answer.
    Future<Carrier.Taken> taken() {
        return taken.future();
    }

    void take(Carrier.Taken head) {
        taken.tryComplete(head);
    }

    boolean heardAll() {
        return heardAll;
    }

    void allHeard() {
        heardAll = true;
    }

    /// The upstream asks; whoever waits is told, now or at the next turn. False if it asks too
    /// much.
    boolean ask(Incoming.Request question) {
        if (questions.size() >= UpstreamLimits.QUESTIONS) {
            return false;
        }
        questions.put("question-" + ++asked, question);
        turn.tryComplete(new Turn.Waiting(open()));
        return true;
    }

    /// The question of that key, which is answered now.
    Optional<JsonNode> answered(String key) {
        return Optional.ofNullable(questions.remove(key)).map(Incoming.Request::id);
    }

    /// The next turn, after the client's answers. What came in the meantime comes at once.
    Future<Turn> goOn() {
        turn = Promise.promise();
        if (kept.isComplete()) {
            kept.onComplete(turn);
        } else if (!questions.isEmpty()) {
            turn.complete(new Turn.Waiting(open()));
        }
        return turn.future();
    }

    private Map<String, ObjectNode> open() {
        var open = new LinkedHashMap<String, ObjectNode>();
        questions.forEach((key, question) -> {
            var asks = Json.object().put("method", question.method());
            asks.set("params", question.params());
            open.put(key, asks);
        });
        return open;
    }
}
