package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.upstream.Replicas.Place;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Has what waits here go on with answers that came to another replica, and tells that one what
/// came of it. Nobody looks while nothing waits.
final class Holding {

    /// Has a use go on.
    interface GoingOn {
        /// Answers it, and says what comes of it.
        ///
        /// @param cancelled complete once nobody waits for it
        Future<Reply> with(Parking.Parked parked, ObjectNode answers, Future<Void> cancelled);
    }

    private final Vertx vertx;
    private final Replicas replicas;
    private final Parking parking;
    private final GoingOn goOn;
    private final long timer;
    private final Map<Place, Promise<Void>> running = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    Holding(Vertx vertx, Replicas replicas, Parking parking, GoingOn goOn) {
        this.vertx = vertx;
        this.replicas = replicas;
        this.parking = parking;
        this.goOn = goOn;
        this.timer = vertx.setPeriodic(UpstreamLimits.REPLICA_POLL.toMillis(), _ -> look());
    }

    void close() {
        vertx.cancelTimer(timer);
    }

    private void look() {
        boolean due = parking.size() > 0 || !running.isEmpty();
        if (due && looking.compareAndSet(false, true)) {
            take().eventually(this::ask).onComplete(_ -> looking.set(false));
        }
    }

    private Future<Void> take() {
        List<Place> held = List.copyOf(parking.held());
        return held.isEmpty()
                ? Future.succeededFuture()
                : replicas.answered(held)
                        .onSuccess(answers -> answers.forEach(this::goOn))
                        .mapEmpty();
    }

    private void goOn(Place place, ObjectNode answers) {
        parking.claim(place)
                .ifPresentOrElse(
                        parked -> {
                            Promise<Void> cancelled = Promise.promise();
                            running.put(place, cancelled);
                            goOn.with(parked, answers, cancelled.future())
                                    .otherwise(failed -> Faults.of(failed).broken())
                                    .onSuccess(reply -> tell(place, reply, time(parked)));
                        },
                        () -> replicas.leave(place, false));
    }

    /// As long as the other one may wait for it.
    private static Duration time(Parking.Parked parked) {
        return parked.session()
                .key()
                .destination()
                .bounds()
                .time()
                .plus(UpstreamLimits.TAKING_TIME.multipliedBy(2));
    }

    /// Whoever waits for it fetches it; what nobody fetches does not stay.
    private void tell(Place place, Reply reply, Duration time) {
        running.remove(place);
        var over = new AtomicBoolean();
        vertx.setTimer(
                time.toMillis(),
                _ -> {
                    over.set(true);
                    replicas.leave(place, false);
                });
        say(place, reply, over);
    }

    /// What it did is done: a word that is lost is said again, as long as somebody may wait for it.
    private void say(Place place, Reply reply, AtomicBoolean over) {
        replicas.reply(place, reply)
                .onFailure(_ ->
                        vertx.setTimer(
                                UpstreamLimits.RETRY_FIRST.toMillis(),
                                _ -> {
                                    if (!over.get()) {
                                        say(place, reply, over);
                                    }
                                }));
    }

    /// What nobody waits for any more is cancelled.
    private Future<Void> ask() {
        Set<Place> mine = Set.copyOf(running.keySet());
        return mine.isEmpty()
                ? Future.succeededFuture()
                : replicas.wanted(mine)
                        .onSuccess(wanted ->
                                mine.stream()
                                        .filter(place -> !wanted.contains(place))
                                        .forEach(this::cancel))
                        .mapEmpty();
    }

    private void cancel(Place place) {
        Promise<Void> cancelled = running.remove(place);
        if (cancelled != null) {
            cancelled.tryComplete();
        }
    }
}
