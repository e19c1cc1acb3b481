package dev.carnet.mcp.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The circuits of every upstream, at this replica: one for each principal, and one for all. One
/// that fails costs the others nothing, and who makes it fail costs other callers nothing.
final class Circuits {

    /// @param principal empty for all
    private record Place(String workspace, String serverId, String principal) {}

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
    <T> Future<T> through(Destination destination, Pass pass, Supplier<Future<T>> work) {
        var all = new Place(destination.workspace(), destination.serverId(), "");
        var own = new Place(destination.workspace(), destination.serverId(), pass.principal());
        if (!enter(own)) {
            return alone();
        }
        if (!enter(all)) {
            left(own);
            return alone();
        }
        return Future.<Void>succeededFuture()
                .compose(_ -> work.get())
                .onComplete(done -> {
                    leave(own, done, circuit -> circuit.failed(clock.instant()));
                    leave(all, done, circuit -> circuit.failed(clock.instant(), pass.behind()));
                });
    }

    private static <T> Future<T> alone() {
        return Future.failedFuture(
                Fault.of(
                        FaultClass.TRANSPORT,
                        "The server failed again and again and is left alone for a moment."));
    }

    /// A server that changed begins anew.
    void forget(String workspace, String serverId) {
        states.asMap()
                .keySet()
                .removeIf(place ->
                        place.workspace().equals(workspace) && place.serverId().equals(serverId));
    }

    /// Nothing is remembered of what is well.
    private boolean enter(Place place) {
        var entered = new AtomicBoolean(true);
        Instant now = clock.instant();
        states.asMap()
                .computeIfPresent(
                        place,
                        (_, circuit) -> {
                            entered.set(!circuit.isOpen(now));
                            return entered.get() ? circuit.entered(now) : circuit;
                        });
        return entered.get();
    }

    private void leave(Place place, AsyncResult<?> done, UnaryOperator<Circuit> failed) {
        if (done.succeeded()) {
            states.invalidate(place);
        } else if (Faults.of(done.cause()).is(Fault.Trait.COUNTS)) {
            states.asMap()
                    .compute(
                            place,
                            (_, known) -> failed.apply(known == null ? Circuit.CLOSED : known));
        } else {
            left(place);
        }
    }

    private void left(Place place) {
        states.asMap().computeIfPresent(place, (_, circuit) -> circuit.left());
    }
}
