package dev.carnet.mcp.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The circuit of every upstream, at this replica. One that fails costs the others nothing.
final class Circuits {

    private record Place(String workspace, String serverId) {}

    private final Cache<Place, Circuit> states =
            Caffeine.newBuilder()
                    .maximumSize(UpstreamLimits.REMEMBERED)
                    .expireAfterAccess(Duration.ofHours(1))
                    .build();
    private final Clock clock;

    Circuits(Clock clock) {
        this.clock = clock;
    }

    /// Does something with an upstream, unless it is left alone.
    <T> Future<T> through(Destination destination, Supplier<Future<T>> work) {
        var place = new Place(destination.workspace(), destination.serverId());
        return enter(place)
                ? Future.<Void>succeededFuture()
                        .compose(_ -> work.get())
                        .onComplete(done -> leave(place, done))
                : Future.failedFuture(
                        Fault.of(
                                FaultClass.TRANSPORT,
                                "The server failed again and again and is left alone for a"
                                        + " moment."));
    }

    /// A server that changed begins anew.
    void forget(String workspace, String serverId) {
        states.invalidate(new Place(workspace, serverId));
    }

    private boolean enter(Place place) {
        var entered = new boolean[1];
        Instant now = clock.instant();
        states.asMap()
                .compute(
                        place,
                        (_, known) -> {
                            Circuit circuit = known == null ? Circuit.CLOSED : known;
                            entered[0] = !circuit.isOpen(now);
                            return entered[0] ? circuit.entered(now) : circuit;
                        });
        return entered[0];
    }

    private void leave(Place place, AsyncResult<?> done) {
        if (done.succeeded()) {
            change(place, _ -> Circuit.CLOSED);
        } else if (Faults.of(done.cause()).is(Fault.Trait.COUNTS)) {
            change(place, circuit -> circuit.failed(clock.instant()));
        } else {
            change(place, Circuit::left);
        }
    }

    private void change(Place place, UnaryOperator<Circuit> move) {
        states.asMap()
                .compute(place, (_, known) -> move.apply(known == null ? Circuit.CLOSED : known));
    }
}
