package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.upstream.Replicas.Place;
import dev.carnet.mcp.upstream.Replicas.Word;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Brings answers to the replica where their use waits, and what comes of it back.
final class Bringing {

    private final Vertx vertx;
    private final Replicas replicas;

    Bringing(Vertx vertx, Replicas replicas) {
        this.vertx = vertx;
        this.replicas = replicas;
    }

    /// @param time it may take from here
    /// @param cancelled complete once nobody waits for it
    Future<Reply> bring(Place place, ObjectNode answers, Duration time, Future<Void> cancelled) {
        return replicas.answer(place, answers)
                .recover(_ -> Future.failedFuture(unknown()))
                .compose(brought -> brought ? await(place, time, cancelled) : gone());
    }

    private Future<Reply> await(Place place, Duration time, Future<Void> cancelled) {
        Promise<Reply> came = Promise.promise();
        var looking = new AtomicBoolean();
        long looks =
                vertx.setPeriodic(
                        UpstreamLimits.REPLICA_POLL.toMillis(),
                        _ -> {
                            if (looking.compareAndSet(false, true)) {
                                replicas.word(place)
                                        .onSuccess(word -> hear(word, came))
                                        .onComplete(_ -> looking.set(false));
                            }
                        });
        long untaken =
                vertx.setTimer(
                        UpstreamLimits.TAKING_TIME.toMillis(),
                        _ ->
                                replicas.leave(place, true)
                                        .onSuccess(ended -> {
                                            if (ended) {
                                                came.tryFail(untaken());
                                            }
                                        }));
        long late =
                vertx.setTimer(
                        time.plus(UpstreamLimits.TAKING_TIME).toMillis(),
                        _ -> end(place, came, unknown()));
        cancelled.onComplete(_ -> end(place, came, Fault.of(FaultClass.TRANSPORT, "Cancelled.")));
        return came.future()
                .onComplete(_ -> {
                    for (long timer : new long[] {looks, untaken, late}) {
                        vertx.cancelTimer(timer);
                    }
                });
    }

    /// Once it was answered, only that nobody took the answer says that nothing was done.
    private static void hear(Word word, Promise<Reply> came) {
        if (word.reply().isPresent()) {
            came.tryComplete(word.reply().get());
        } else if (!word.there()) {
            came.tryFail(unknown());
        }
    }

    /// The replica that holds it sees that nobody waits.
    private void end(Place place, Promise<Reply> came, Fault why) {
        if (came.tryFail(why)) {
            replicas.leave(place, false);
        }
    }

    private static Fault untaken() {
        return Fault.of(
                FaultClass.TRANSPORT,
                "The replica that asked for the server is gone, and the call with it: call again.");
    }

    private static Fault unknown() {
        return Fault.of(
                FaultClass.TRANSPORT,
                "The replica that asked for the server does not say what came of it, and it is not"
                        + " known whether the server did what it was asked. It was not asked"
                        + " again.");
    }

    private static Future<Reply> gone() {
        return Future.failedFuture(
                Fault.of(
                        FaultClass.PROTOCOL,
                        "What the server asked is not waited for any more: call again."));
    }
}
