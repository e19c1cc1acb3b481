package dev.carnet.shared.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.change.AppliedEverywhere;
import dev.carnet.shared.change.ReplicaStore;
import dev.carnet.shared.race.Often;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The feed against a real PostgreSQL: what replicas learn, and when they refuse.
@ResourceLock(FeedDatabase.LOCK)
class PictureFollowerTest {

    private static final FeedDatabase DB = FeedDatabase.get();

    @Test
    void two_replicas_learn_every_change_in_order() {
        String workspace = DB.workspace();
        try (var one = DB.follower();
                var other = DB.follower()) {
            List<Long> seen = new ArrayList<>();
            one.holder().onChange(view -> seen.add(one.holder().newest().seq()));
            for (int i = 0; i < 100; i++) {
                String person = DB.member(workspace);
                FeedDatabase.until(
                        () -> one.knows(workspace, person) && other.knows(workspace, person));
            }
            for (int i = 1; i < seen.size(); i++) {
                assertTrue(seen.get(i) >= seen.get(i - 1), seen.toString());
            }
            assertEquals(DB.number("SELECT seq FROM feed.head"), one.holder().newest().seq());
        }
    }

    @Test
    void learns_every_change_that_was_announced() {
        String workspace = DB.workspace();
        try (var one = DB.follower()) {
            for (int i = 0; i < 20; i++) {
                String person = DB.member(workspace);
                FeedDatabase.until(() -> one.knows(workspace, person));
            }
        }
    }

    @Test
    void learns_a_change_that_nobody_announced_by_the_poll() {
        String workspace = DB.workspace();
        try (var one = DB.follower()) {
            DB.write(
                    """
                    WITH next AS (UPDATE feed.head SET seq = seq + 1 RETURNING seq)
                    INSERT INTO feed.change (seq, kind, workspace_id, body)
                    SELECT seq, 'member', ?, '{"person":"prs_silent","role":"MEMBER"}' FROM next
                    """,
                    workspace);
            FeedDatabase.until(() -> one.knows(workspace, "prs_silent"));
        }
    }

    @Test
    void a_later_snapshot_says_the_same_as_the_feed() {
        String workspace = DB.workspace();
        try (var one = DB.follower()) {
            String person = DB.member(workspace);
            FeedDatabase.until(() -> one.knows(workspace, person));
            try (var late = DB.follower()) {
                assertEquals(one.holder().newest().roles(), late.holder().newest().roles());
                assertEquals(
                        one.holder().newest().workspaces(), late.holder().newest().workspaces());
            }
        }
    }

    @Test
    void publishes_what_it_applied_at_once() {
        String workspace = DB.workspace();
        try (var one = DB.follower()) {
            for (int i = 0; i < 20; i++) {
                DB.member(workspace);
                long head = DB.number("SELECT seq FROM feed.head");
                FeedDatabase.until(() -> applied(one) >= head);
            }
        }
    }

    private static long applied(FeedDatabase.Follower one) {
        return DB.number(
                "SELECT applied_seq FROM feed.replica WHERE replica_id = ?", one.replica().id());
    }

    @Test
    void connects_anew_when_its_connection_is_ended() {
        String workspace = DB.workspace();
        try (var one = DB.follower()) {
            for (int i = 0; i < 3; i++) {
                DB.number(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE application_name = 'carnet-feed'");
                String person = DB.member(workspace);
                FeedDatabase.until(() -> one.knows(workspace, person) && one.fresh());
            }
        }
    }

    @Test
    void refuses_when_the_database_hangs_and_recovers_by_itself() throws IOException {
        String workspace = DB.workspace();
        try (var proxy = new PausableProxy(DB.server.port());
                var one = DB.follower(proxy.port())) {
            for (int round = 0; round < 3; round++) {
                FeedDatabase.until(one::fresh);
                proxy.pause();
                FeedDatabase.until(() -> !one.fresh());
                String person = DB.member(workspace);
                assertFalse(one.knows(workspace, person));
                awaitOld(System.nanoTime());
                assertFalse(one.fresh());
                proxy.resume();
                FeedDatabase.until(one::fresh);
                assertTrue(one.knows(workspace, person), "fresh without the change");
            }
        }
    }

    /// What was asked before that moment may confirm nothing any more.
    private static void awaitOld(long moment) {
        FeedDatabase.until(() -> System.nanoTime() - moment > PictureHolder.LIMIT.toNanos());
    }

    @Test
    void refuses_while_the_network_is_gone_for_long_and_recovers_by_itself()
            throws IOException, InterruptedException {
        try (var proxy = new PausableProxy(DB.server.port());
                var one = DB.follower(proxy.port())) {
            proxy.pause();
            FeedDatabase.until(() -> !one.fresh());
            Thread.sleep(4000);
            proxy.cut();
            assertFalse(one.fresh());
            proxy.resume();
            FeedDatabase.until(one::fresh);
        }
    }

    @Test
    void tells_its_listeners_when_it_becomes_stale_and_fresh_again() throws IOException {
        try (var proxy = new PausableProxy(DB.server.port());
                var one = DB.follower(proxy.port())) {
            List<Boolean> told = new java.util.concurrent.CopyOnWriteArrayList<>();
            Runnable end =
                    one.holder().onChange(view -> told.add(view instanceof PictureView.Fresh));
            proxy.pause();
            FeedDatabase.until(() -> told.contains(false));
            proxy.resume();
            FeedDatabase.until(() -> told.getLast());
            end.run();
        }
    }

    @Test
    void loads_anew_after_a_gap() {
        String workspace = DB.workspace();
        try (var one = DB.follower()) {
            FeedDatabase.until(one::fresh);
            DB.write(
                    "INSERT INTO auth.person (person_id, email, name, password_hash)"
                            + " VALUES ('prs_gap', 'gap', '', '')");
            DB.write("INSERT INTO auth.member VALUES (?, 'prs_gap', 'viewer')", workspace);
            // Only now: nothing else would make it load anew and find them.
            DB.write("UPDATE feed.head SET seq = seq + 1");
            FeedDatabase.until(() -> one.fresh() && one.knows(workspace, "prs_gap"));
            String person = DB.member(workspace);
            FeedDatabase.until(() -> one.fresh() && one.knows(workspace, person));
        }
    }

    @Test
    void refuses_a_row_it_does_not_understand_until_it_is_gone() {
        try (var one = DB.follower()) {
            FeedDatabase.until(one::fresh);
            long before = one.holder().newest().seq();
            DB.number("SELECT feed.append('from_the_future', '*', '{}')");
            FeedDatabase.until(() -> !one.fresh());
            assertEquals(before, one.holder().newest().seq());
            refusesToLoad();
            DB.write(
                    "UPDATE feed.change SET kind = 'member', body ="
                            + " '{\"person\":\"prs_x\",\"role\":null}' WHERE kind = 'from_the_future'");
            FeedDatabase.until(one::fresh);
        }
    }

    /// A new process of this release would not know what that row changed either.
    private static void refusesToLoad() {
        var holder = new PictureHolder(System::nanoTime);
        var late =
                new PictureFollower(
                        DB.vertx,
                        DB.options(DB.server.port()),
                        holder,
                        new dev.carnet.shared.change.Replica("rep_late", "test"),
                        java.time.Clock.systemUTC(),
                        System::nanoTime,
                        List.of());
        late.start().subscribe().with(fresh -> {});
        long end = System.nanoTime() + 1_000_000_000L;
        while (System.nanoTime() < end) {
            assertFalse(holder.current() instanceof PictureView.Fresh);
        }
        late.stop();
    }

    @Test
    void refuses_a_body_it_does_not_understand() {
        try (var one = DB.follower()) {
            FeedDatabase.until(one::fresh);
            DB.number(
                    "SELECT feed.append('member', '*',"
                            + " '{\"person\":\"prs_x\",\"role\":null,\"until\":1}')");
            FeedDatabase.until(() -> !one.fresh());
            DB.write(
                    "UPDATE feed.change SET body = '{\"person\":\"prs_x\",\"role\":null}'"
                            + " WHERE body LIKE '%until%'");
            FeedDatabase.until(one::fresh);
        }
    }

    /// The promise of a revocation, 200 times: whoever waited for a change finds it in every
    /// replica that serves.
    @Test
    void what_was_awaited_is_known_by_every_replica_that_serves() throws IOException {
        String workspace = DB.workspace();
        var pool =
                PgBuilder.pool()
                        .using(DB.vertx)
                        .connectingTo(DB.options(DB.server.port()))
                        .with(new PoolOptions().setMaxSize(4))
                        .build();
        try (var proxy = new PausableProxy(DB.server.port());
                var one = DB.follower();
                var shaky = DB.follower(proxy.port())) {
            var applied =
                    new AppliedEverywhere(DB.vertx, pool, new ReplicaStore(), System::nanoTime);
            for (int round = 0; round < Often.oneIn(1, 40); round++) {
                disturb(proxy, round);
                String person = DB.member(workspace);
                long seq = DB.number("SELECT seq FROM feed.head");
                applied.await(seq).await().atMost(FeedDatabase.WAIT);
                assertTrue(!one.fresh() || one.knows(workspace, person), "round " + round);
                assertTrue(!shaky.fresh() || shaky.knows(workspace, person), "round " + round);
            }
        } finally {
            pool.closeAndAwait();
        }
    }

    private static void disturb(PausableProxy proxy, int round) {
        switch (round % 20) {
            case 5 -> proxy.pause();
            case 8 -> proxy.resume();
            case 15 -> proxy.cut();
            default -> {}
        }
    }
}
