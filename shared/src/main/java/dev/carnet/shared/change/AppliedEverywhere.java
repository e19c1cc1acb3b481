package dev.carnet.shared.change;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Waits until a committed change counts everywhere: every live replica has applied it, or so much
/// time has passed that a silent one refuses by itself (ARCHITECTURE.md, "Revocation").
public final class AppliedEverywhere {

    /// A picture older than this refuses; so waiting this long is always enough.
    static final Duration LIMIT = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(4);

    private final Vertx vertx;
    private final Pool pool;
    private final ReplicaStore replicas;
    private final LongSupplier nanoTime;

    /// @param nanoTime a clock that only goes forward, in nanoseconds
    public AppliedEverywhere(Vertx vertx, Pool pool, ReplicaStore replicas, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.pool = pool;
        this.replicas = replicas;
        this.nanoTime = nanoTime;
    }

    /// Completes when a request that starts from then on is decided with that change. To be called
    /// after the commit was answered.
    public Uni<Void> await(long seq) {
        return Uni.createFrom()
                .deferred(() -> {
                    long start = nanoTime.getAsLong();
                    return Uni.join().first(lookUntilDone(seq, start), pause(LIMIT)).toTerminate();
                });
    }

    private Uni<Void> lookUntilDone(long seq, long start) {
        return look(seq)
                .chain(done ->
                        done || nanoTime.getAsLong() - start >= LIMIT.toNanos()
                                ? Uni.createFrom().voidItem()
                                : pause(PAUSE).chain(() -> lookUntilDone(seq, start)));
    }

    private Uni<Boolean> look(long seq) {
        return replicas.appliedEverywhere(pool)
                .map(applied -> applied >= seq)
                .onFailure()
                .recoverWithItem(false);
    }

    private Uni<Void> pause(Duration time) {
        return Uni.createFrom()
                .emitter(done -> {
                    long timer = vertx.setTimer(time.toMillis(), id -> done.complete(null));
                    done.onTermination(() -> vertx.cancelTimer(timer));
                });
    }
}
