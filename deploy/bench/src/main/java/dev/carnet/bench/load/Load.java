package dev.carnet.bench.load;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Callers in a closed loop: each acts again as soon as its last act was answered. All of them
/// share one event loop, so nothing here is synchronised.
public final class Load {

    private final Vertx vertx;
    private final int rounds;
    private final Duration round;

    /// @param rounds how many rounds are measured after one that is not
    /// @param round how long each lasts
    public Load(Vertx vertx, int rounds, Duration round) {
        this.vertx = vertx;
        this.rounds = rounds;
        this.round = round;
    }

    /// A round to get warm, then the measured ones; the median of these.
    public Measurement measure(int callers, Work work) {
        once(callers, round.dividedBy(2), work);
        List<Measurement> measured = new ArrayList<>();
        for (int number = 0; number < rounds; number++) {
            measured.add(once(callers, round, work));
        }
        return Measurement.median(measured);
    }

    /// One round.
    public Measurement once(int callers, Duration duration, Work work) {
        Context context = vertx.getOrCreateContext();
        Promise<Measurement> done = Promise.promise();
        context.runOnContext(nothing -> new Round(context, callers, duration, work, done).start());
        return done.future().toCompletionStage().toCompletableFuture().join();
    }

    private static final class Round {
        private final Context context;
        private final int callers;
        private final long began = System.nanoTime();
        private final long until;
        private final Work work;
        private final Promise<Measurement> done;
        private final Latencies good = new Latencies();
        private long errors;
        private String firstError = "";
        private int running;

        Round(
                Context context,
                int callers,
                Duration duration,
                Work work,
                Promise<Measurement> done) {
            this.context = context;
            this.callers = callers;
            this.until = began + duration.toNanos();
            this.work = work;
            this.done = done;
        }

        void start() {
            running = callers;
            for (int caller = 0; caller < callers; caller++) {
                next(caller);
            }
        }

        private void next(int caller) {
            long from = System.nanoTime();
            work.act(caller)
                    .onComplete(result -> {
                        count(from, result);
                        goOn(caller);
                    });
        }

        private void count(long from, AsyncResult<Boolean> result) {
            if (result.succeeded() && result.result()) {
                good.add(System.nanoTime() - from);
            } else {
                errors++;
                firstError = firstError.isEmpty() ? words(result) : firstError;
            }
        }

        private static String words(AsyncResult<Boolean> result) {
            return result.failed() ? result.cause().toString() : "not the answer there should be";
        }

        private void goOn(int caller) {
            if (System.nanoTime() < until) {
                context.runOnContext(nothing -> next(caller));
            } else if (--running == 0) {
                long nanos = System.nanoTime() - began;
                done.complete(Measurement.of(callers, good.all(), nanos, errors, firstError));
            }
        }
    }
}
