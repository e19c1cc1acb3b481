package dev.carnet.shared.startup;

import dev.carnet.shared.audit.GroupCommitLog;
import dev.carnet.shared.audit.RefusalCounts;
import dev.carnet.shared.picture.PictureFollower;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/// The first minutes of a service: every reason not to start is looked for before the first request
/// is served. What can be refused without the database was refused before (`FirstLook`).
@Singleton
public final class Beginning {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Pool pool;
    private final PictureFollower follower;
    private final GroupCommitLog log;
    private final RefusalCounts refusals;
    private final Vertx vertx;

    Beginning(
            Pool pool,
            PictureFollower follower,
            GroupCommitLog log,
            RefusalCounts refusals,
            Vertx vertx) {
        this.pool = pool;
        this.follower = follower;
        this.log = log;
        this.refusals = refusals;
        this.vertx = vertx;
    }

    /// Runs the checks, then what this service must do before its picture is loaded, then loads it.
    ///
    /// Fails with `RefusedToStart` when the service must not serve.
    public Uni<Void> run(Supplier<Uni<Void>> first) {
        return new DatabaseStore()
                .check(pool)
                .chain(log::start)
                .invoke(() -> refusals.start(vertx))
                .chain(first::get)
                .chain(follower::start)
                .ifNoItem()
                .after(LIMIT)
                .failWith(() -> new RefusedToStart("the database did not answer within a minute"));
    }

    /// The end: what waits for the log is written, and the feed is no longer followed.
    public Uni<Void> end() {
        return log.close().invoke(follower::stop);
    }
}
