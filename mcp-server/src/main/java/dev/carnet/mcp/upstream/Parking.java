package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.upstream.Replicas.Place;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
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

    private final Map<Place, Parked> waiting = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final Replicas replicas;

    Parking(Vertx vertx, Replicas replicas) {
        this.vertx = vertx;
        this.replicas = replicas;
    }

    int size() {
        return waiting.size();
    }

    /// Those that wait.
    Collection<Place> held() {
        return List.copyOf(waiting.keySet());
    }

    /// Has it wait; the state finds it again, at every replica that can be told in time. Nothing if
    /// too many wait.
    Optional<Future<ObjectNode>> park(Session session, Exchange exchange) {
        SessionKey key = session.key();
        if (waiting.size() >= UpstreamLimits.PARKED || of(key) >= UpstreamLimits.PARKED_EACH) {
            return Optional.empty();
        }
        String handle = UUID.randomUUID().toString();
        var place = place(handle, key.destination(), key.principal());
        long timer = vertx.setTimer(UpstreamLimits.PARKED_TIME.toMillis(), _ -> give(place));
        waiting.put(place, new Parked(session, exchange, timer));
        ObjectNode state = Json.object().put(STATE, handle);
        return Optional.of(replicas.announce(place).transform(_ -> Future.succeededFuture(state)));
    }

    private static Place place(String handle, Destination destination, String principal) {
        return new Place(destination.workspace(), handle, destination.serverId(), principal);
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

    /// Where what has that state waits, for that principal.
    static Place place(ObjectNode state, Destination destination, String principal) {
        return place(state.path(STATE).asText(), destination, principal);
    }

    /// The one that waits here for an answer that came here. It is taken once.
    Optional<Parked> take(Place place, Destination destination) {
        return Optional.ofNullable(waiting.get(place))
                .filter(one -> one.session().key().destination().equals(destination))
                .filter(one -> claim(place).isPresent())
                .map(one -> {
                    replicas.leave(place, false);
                    return one;
                });
    }

    /// The same for an answer that came elsewhere.
    Optional<Parked> claim(Place place) {
        Optional<Parked> one = Optional.ofNullable(waiting.remove(place));
        one.ifPresent(parked -> vertx.cancelTimer(parked.timer()));
        return one;
    }

    /// Nobody came back.
    private void give(Place place) {
        claim(place)
                .ifPresent(one -> {
                    replicas.leave(place, false);
                    one.session()
                            .here(() -> {
                                one.session().cancel(one.exchange(), Uses.unanswered());
                                return Future.<Void>succeededFuture();
                            });
                });
    }
}
