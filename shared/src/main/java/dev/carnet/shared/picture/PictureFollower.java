package dev.carnet.shared.picture;

import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeStore;
import dev.carnet.shared.change.Replica;
import dev.carnet.shared.change.ReplicaStore;
import dev.carnet.shared.change.UnknownChange;
import dev.carnet.shared.picture.PictureView.Fresh;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// Keeps the picture of this replica: one snapshot, then turn after turn of the feed. A turn first
/// says in `feed.replica` how far this replica is, then reads what came since; only when nothing is
/// missing does the turn confirm the picture, from the moment it was *sent*. A turn starts when a
/// change is announced, 250 ms after the last one, and at once after changes were applied, so that
/// whoever waits for them learns of it. Everything happens on one event loop.
public final class PictureFollower {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration TURN_LIMIT = Duration.ofSeconds(1);
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration TIDY = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(PictureFollower.class);

    private final Vertx vertx;
    private final Context loop;
    private final FeedConnection connection;
    private final PictureHolder holder;
    private final Replica replica;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ChangeStore changes = new ChangeStore();
    private final ReplicaStore replicas = new ReplicaStore();
    private final PictureStore pictures = new PictureStore();
    private final Companions companions;

    private boolean running;
    private boolean loaded;
    private boolean turning;
    private boolean again;
    private boolean complained;
    private long turn;
    private long timer = -1;
    private long limit = -1;
    private long tick = -1;
    private long tidiedAt;

    /// A follower that has not started yet.
    ///
    /// @param nanoTime the clock of the holder
    /// @param companions what is kept in step with the picture
    public PictureFollower(
            Vertx vertx,
            PgConnectOptions database,
            PictureHolder holder,
            Replica replica,
            Clock clock,
            LongSupplier nanoTime,
            List<Companion> companions) {
        this.vertx = vertx;
        this.loop = vertx.getDelegate().getOrCreateContext();
        this.connection = new FeedConnection(vertx, database, this::wake);
        this.holder = holder;
        this.replica = replica;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.companions = new Companions(companions);
    }

    /// Starts following; completes when the picture is fresh for the first time.
    public Uni<Void> start() {
        return Uni.createFrom()
                .emitter(fresh -> {
                    Runnable end =
                            holder.onChange(view -> {
                                if (view instanceof Fresh) {
                                    fresh.complete(null);
                                }
                            });
                    fresh.onTermination(end);
                    loop.runOnContext(ignored -> begin());
                });
    }

    /// Stops following. The row in `feed.replica` grows old by itself.
    public void stop() {
        loop.runOnContext(ignored -> {
            running = false;
            vertx.cancelTimer(timer);
            vertx.cancelTimer(limit);
            vertx.cancelTimer(tick);
            connection.drop();
        });
    }

    private void begin() {
        running = true;
        tidiedAt = nanoTime.getAsLong();
        tick = vertx.setPeriodic(TICK.toMillis(), id -> holder.tick());
        turn();
    }

    private void wake() {
        if (turning) {
            again = true;
        } else if (running) {
            turn();
        }
    }

    private void turn() {
        vertx.cancelTimer(timer);
        if (!running) {
            return;
        }
        turning = true;
        again = false;
        long number = ++turn;
        long sentAt = nanoTime.getAsLong();
        limit = vertx.setTimer(limitMillis(), id -> failed(number, new TurnTooLong()));
        connection
                .get()
                .chain(open -> loaded ? follow(open, number, sentAt) : load(open, number))
                .subscribe()
                .with(more -> done(number, more), failure -> failed(number, failure));
    }

    private long limitMillis() {
        return (loaded ? TURN_LIMIT : LOAD_LIMIT).toMillis();
    }

    private Uni<Boolean> load(PgConnection open, long number) {
        return pictures.load(open)
                .chain(picture -> companions.load(open).map(put -> replace(picture, put, number)));
    }

    private boolean replace(Picture picture, Runnable put, long number) {
        if (number == turn) {
            put.run();
            holder.replace(picture);
            loaded = true;
        }
        return true;
    }

    private Uni<Boolean> follow(PgConnection open, long number, long sentAt) {
        Picture picture = holder.newest();
        return Uni.combine()
                .all()
                .unis(
                        replicas.publish(open, replica, picture.seq()),
                        changes.after(open, picture.seq()))
                .with((_, batch) -> batch)
                .chain(batch ->
                        companions
                                .follow(open, batch.changes())
                                .map(put -> number == turn && apply(picture, batch, put, sentAt)))
                .call(() -> tidy(open));
    }

    /// Whether another turn should follow at once.
    private boolean apply(Picture picture, ChangeStore.Batch batch, Runnable put, long sentAt) {
        if (!batch.follows(picture.seq())) {
            LOG.warnf("The feed has a gap after %d; loading the picture anew", picture.seq());
            loaded = false;
            return true;
        }
        if (!batch.changes().isEmpty()) {
            Picture next = picture;
            for (Change change : batch.changes()) {
                next = next.after(change);
            }
            put.run();
            holder.advance(next, batch.workspaces());
        }
        if (batch.reachesHead()) {
            holder.confirm(sentAt);
        }
        return !batch.changes().isEmpty();
    }

    private Uni<Void> tidy(PgConnection open) {
        if (nanoTime.getAsLong() - tidiedAt < TIDY.toNanos()) {
            return Uni.createFrom().voidItem();
        }
        tidiedAt = nanoTime.getAsLong();
        Picture picture = holder.newest();
        holder.advance(
                picture.withRevocations(picture.revocations().keptAt(clock.instant())), Set.of());
        return replicas.forgetDead(open).replaceWithVoid();
    }

    private void done(long number, boolean more) {
        if (number != turn) {
            return;
        }
        complained = false;
        rest(more || again ? Duration.ZERO : POLL);
    }

    private void failed(long number, Throwable failure) {
        if (number != turn) {
            return;
        }
        turn++;
        complain(failure);
        if (failure instanceof UnknownChange) {
            holder.distrust();
            rest(POLL);
        } else {
            connection.drop();
            rest(RETRY);
        }
    }

    private void rest(Duration pause) {
        turning = false;
        vertx.cancelTimer(limit);
        if (pause.isZero()) {
            turn();
        } else {
            timer = vertx.setTimer(pause.toMillis(), id -> turn());
        }
    }

    private void complain(Throwable failure) {
        if (!complained && running) {
            complained = true;
            LOG.warnf("The change feed cannot be read: %s", failure.getMessage());
        }
    }

    /// PostgreSQL did not answer in time.
    private static final class TurnTooLong extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TurnTooLong() {
            super("no answer in time", null, false, false);
        }
    }
}
