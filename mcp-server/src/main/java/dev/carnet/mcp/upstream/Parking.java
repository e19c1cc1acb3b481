package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Uses of the earlier era that wait for their client's answers. They wait at the replica that
/// holds the session, for a while, and belong to one principal at one upstream.
final class Parking {

    private static final String STATE = "parked";

    /// One that waits.
    record Parked(Session session, Exchange exchange, long timer) {}

    private final Map<String, Parked> waiting = new ConcurrentHashMap<>();
    private final Vertx vertx;

    Parking(Vertx vertx) {
        this.vertx = vertx;
    }

    int size() {
        return waiting.size();
    }

    /// Has it wait; the state finds it again. Nothing if too many wait.
    Optional<ObjectNode> park(Session session, Exchange exchange) {
        if (waiting.size() >= UpstreamLimits.PARKED
                || of(session.key()) >= UpstreamLimits.PARKED_EACH) {
            return Optional.empty();
        }
        String handle = UUID.randomUUID().toString();
        long timer = vertx.setTimer(UpstreamLimits.PARKED_TIME.toMillis(), _ -> give(handle));
        waiting.put(handle, new Parked(session, exchange, timer));
        return Optional.of(Json.object().put(STATE, handle));
    }

    private long of(SessionKey key) {
        return waiting.values().stream()
                .map(one -> one.session().key())
                .filter(other -> other.destination().equals(key.destination()))
                .filter(other -> other.principal().equals(key.principal()))
                .count();
    }

    /// Whether that state is of one that waits or waited.
    static boolean isParked(ObjectNode state) {
        return state.has(STATE);
    }

    /// The one that waits there, if it is that principal's at that upstream. It is taken once.
    Optional<Parked> take(ObjectNode state, Destination destination, String principal) {
        String handle = state.path(STATE).asText();
        return Optional.ofNullable(waiting.get(handle))
                .filter(one -> one.session().key().destination().equals(destination))
                .filter(one -> one.session().key().principal().equals(principal))
                .filter(_ -> leave(handle));
    }

    private boolean leave(String handle) {
        Optional<Parked> one = Optional.ofNullable(waiting.remove(handle));
        one.ifPresent(parked -> vertx.cancelTimer(parked.timer()));
        return one.isPresent();
    }

    /// Nobody came back.
    private void give(String handle) {
        Optional.ofNullable(waiting.remove(handle))
                .ifPresent(one ->
                        one.session()
                                .here(() -> {
                                    one.session().cancel(one.exchange(), Uses.unanswered());
                                    return Future.<Void>succeededFuture();
                                }));
    }
}
