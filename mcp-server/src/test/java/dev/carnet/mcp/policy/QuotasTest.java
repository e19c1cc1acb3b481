package dev.carnet.mcp.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.policy.Quotas.Asked;
import dev.carnet.mcp.policy.Quotas.Granted;
import dev.carnet.mcp.policy.Quotas.Quota;
import dev.carnet.testing.TestDatabase;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotasTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static TestDatabase database;
    private static Pool pool;

    @BeforeAll
    static void begin() throws Exception {
        database = TestDatabase.start();
        pool = pool();
    }

    @AfterAll
    static void end() throws Exception {
        VERTX.closeAndAwait();
        database.close();
    }

    /// However many come at once, at whichever replica, exactly as many begin as each quota says,
    /// whether others were counted together with them or not.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void replicas_let_exactly_the_quota_through(long seed) {
        var random = new Random(seed);
        var replicas = List.of(quotas(), quotas(), quotas());
        var people = List.of(whose("anna " + seed), whose("ben " + seed), whose("eve " + seed));
        int most = 20 + random.nextInt(60);
        var calls = new ArrayList<Uni<String>>();
        for (int i = 0; i < 400; i++) {
            Counted person = people.get(random.nextInt(people.size()));
            calls.add(
                    replicas.get(random.nextInt(replicas.size()))
                            .take(person, most)
                            .map(taken -> taken ? person.whose() : "nobody"));
        }
        List<String> through =
                Uni.join().all(calls).andFailFast().await().atMost(Duration.ofSeconds(60));
        for (Counted person : people) {
            assertEquals(
                    most, through.stream().filter(person.whose()::equals).count(), "seed " + seed);
            assertFalse(quotas().take(person, most).await().indefinitely());
        }
    }

    /// A quota that is raised lets more through, one that is lowered nobody, and neither forgets
    /// what was counted.
    @Test
    void a_quota_that_is_another_goes_on_from_what_was_counted() {
        Counted anna = whose("changing");
        var quotas = quotas();
        assertEquals(3, through(quotas, anna, 3, 5));
        assertEquals(0, through(quotas, anna, 2, 1));
        assertEquals(2, through(quotas, anna, 5, 5));
        assertEquals(0, through(quotas(), anna, 1, 1));
        assertEquals(1, through(quotas(), anna, 6, 3));
        assertEquals(0, through(quotas, whose("none"), 0, 3));
    }

    /// While one statement is on its way the others wait for the next, together; what is used up
    /// asks no more.
    @Test
    void one_statement_is_on_its_way_at_a_time() {
        var asked = new ArrayList<List<Asked>>();
        var answers = new ArrayList<UniEmitter<? super List<Granted>>>();
        var quotas =
                new Quotas(batch -> {
                    asked.add(batch);
                    return Uni.createFrom().emitter(answers::add);
                });
        Counted anna = whose("waiting");
        var quota = new Quota(anna, 3);
        var taken =
                IntStream.range(0, 5)
                        .mapToObj(i -> quotas.take(anna, 3).subscribeAsCompletionStage())
                        .toList();
        assertEquals(List.of(List.of(new Asked(quota, 1))), asked);
        answers.getFirst().complete(List.of(new Granted(quota, 1, 1)));
        assertEquals(List.of(new Asked(quota, 4)), asked.getLast());
        answers.getLast().complete(List.of(new Granted(quota, 2, 3)));
        assertEquals(
                List.of(true, true, true, false, false),
                taken.stream().map(one -> one.toCompletableFuture().join()).toList());
        assertFalse(quotas.take(anna, 3).await().indefinitely());
        assertEquals(2, asked.size());
    }

    /// Nobody begins what could not be counted; who comes later is counted again.
    @Test
    void what_cannot_be_counted_does_not_begin() {
        var broken = new ArrayList<>(List.of("away"));
        var quotas =
                new Quotas(batch -> {
                    if (!broken.isEmpty()) {
                        throw new IllegalStateException(broken.removeFirst());
                    }
                    return new CountStore(pool).take(batch);
                });
        Counted anna = whose("broken");
        var first = quotas.take(anna, 1);
        assertThrows(IllegalStateException.class, () -> first.await().indefinitely());
        assertTrue(quotas.take(anna, 1).await().indefinitely());
        assertFalse(quotas.take(anna, 1).await().indefinitely());
    }

    private static long through(Quotas quotas, Counted whose, long most, int calls) {
        var all = IntStream.range(0, calls).mapToObj(i -> quotas.take(whose, most)).toList();
        return Uni.join().all(all).andFailFast().await().indefinitely().stream()
                .filter(taken -> taken)
                .count();
    }

    private static Counted whose(String name) {
        return new Counted("ws", "limit", name, Ask.NOON);
    }

    private static Quotas quotas() {
        return new Quotas(new CountStore(pool)::take);
    }

    private static Pool pool() {
        var options =
                new PgConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(database.port())
                        .setDatabase("postgres")
                        .setUser("carnet_mcp")
                        .setPassword(TestDatabase.PASSWORD);
        return Pool.pool(VERTX, options, new PoolOptions().setMaxSize(8));
    }
}
