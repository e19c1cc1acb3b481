package dev.carnet.shared.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.change.Change;
import dev.carnet.shared.change.ChangeBody.GatewayChanged;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What is kept beside the picture is never behind what the replica says it has applied.
@ResourceLock(FeedDatabase.LOCK)
class CompanionTest {

    private static final FeedDatabase DB = FeedDatabase.get();

    @Test
    void is_in_place_before_the_replica_says_that_it_applied_the_change() {
        String workspace = DB.workspace();
        var one = new Counting();
        try (var follower = DB.follower(DB.server.port(), one)) {
            assertTrue(one.loaded.get());
            for (int i = 1; i <= 20; i++) {
                long seq = change(workspace);
                FeedDatabase.until(() -> applied(follower) >= seq);
                assertEquals(i, one.heard.get());
            }
        }
    }

    @Test
    void one_that_cannot_be_read_makes_the_replica_refuse_until_it_can() {
        String workspace = DB.workspace();
        var one = new Counting();
        try (var follower = DB.follower(DB.server.port(), one)) {
            one.broken.set(true);
            long seq = change(workspace);
            FeedDatabase.until(() -> !follower.fresh());
            assertFalse(applied(follower) >= seq);
            one.broken.set(false);
            FeedDatabase.until(() -> follower.fresh() && applied(follower) >= seq);
            assertEquals(1, one.heard.get());
        }
    }

    private static long change(String workspace) {
        return DB.number("SELECT feed.append('gateway', ?, '{\"part\":\"servers\"}')", workspace);
    }

    private static long applied(FeedDatabase.Follower one) {
        return DB.number(
                "SELECT applied_seq FROM feed.replica WHERE replica_id = ?", one.replica().id());
    }

    /// Counts the changes it was told of, but only when they are put in place.
    private static final class Counting implements Companion {

        private final AtomicBoolean loaded = new AtomicBoolean();
        private final AtomicBoolean broken = new AtomicBoolean();
        private final AtomicLong heard = new AtomicLong();

        @Override
        public Uni<Runnable> load(SqlConnection open) {
            return Uni.createFrom().<Runnable>item((Runnable) () -> loaded.set(true));
        }

        @Override
        public Uni<Runnable> follow(SqlConnection open, List<Change> changes) {
            if (broken.get()) {
                return Uni.createFrom().failure(new IllegalStateException("broken"));
            }
            long mine =
                    changes.stream().filter(one -> one.body() instanceof GatewayChanged).count();
            return Uni.createFrom().<Runnable>item((Runnable) () -> heard.addAndGet(mine));
        }
    }
}
