package dev.carnet.mcp.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.upstream.Replicas.Place;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.TestUpstream;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two replicas over one database, which hear of each other through it only: what a server of the
/// earlier era asks at one is answered at the other.
@QuarkusTest
@Timeout(60)
@WithTestResource(TestCarnet.Mcp.class)
class AnsweredElsewhereTest {

    private static final String ANSWER = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    @Inject ReplicaStore store;

    private final Bench.Listening client = new Bench.Listening("{\"elicitation\":{}}");
    private final TestUpstream server = TestUpstream.earlier();
    private final String serverId = "srv_" + UUID.randomUUID();
    private final List<Bench> replicas = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        replicas.forEach(Bench::close);
        server.close();
    }

    private Bench replica() {
        return replica(store);
    }

    private Bench replica(Replicas words) {
        var one = new Bench(words);
        replicas.add(one);
        return one;
    }

    private Destination destination() {
        return new Destination("wsp_1", serverId, Transport.HTTP, server.url(), Bounds.USUAL, true);
    }

    private Reply.Asked asked(Bench replica) {
        return assertInstanceOf(
                Reply.Asked.class,
                replica.use(destination(), Bench.PASS, Bench.call("ask"), client));
    }

    private static Use answer(Reply.Asked asked) {
        ObjectNode answers = Json.object();
        asked.questions().keySet().forEach(key -> answers.set(key, Json.parse(ANSWER)));
        return new Use(Bench.call("ask").act(), Optional.of(answers), Optional.of(asked.state()));
    }

    private Reply reply(Bench replica, Pass pass, Reply.Asked asked) {
        return replica.use(destination(), pass, answer(asked), client);
    }

    private static boolean isGreeting(Reply reply) {
        return reply instanceof Reply.Done done
                && done.members().text("content").orElse("").contains("Hello Ada");
    }

    private static String broken(Reply reply) {
        return assertInstanceOf(Broken.class, reply).publicText();
    }

    /// It counts there once, and nothing of it stays.
    @Test
    void an_answer_counts_at_every_replica_and_once() {
        Bench here = replica();
        Bench there = replica();
        Reply.Asked asked = asked(here);
        assertTrue(isGreeting(reply(there, Bench.PASS, asked)));
        for (Bench replica : replicas) {
            assertTrue(broken(reply(replica, Bench.PASS, asked)).contains("not waited for"));
        }
        assertEquals(Set.of(), wanted(asked));
        assertEquals(1, answersThatCame());
    }

    private long answersThatCame() {
        return server.requests().stream().filter(one -> one.body().contains("Ada")).count();
    }

    private Set<Place> wanted(Reply.Asked asked) {
        var place = Parking.place(asked.state(), destination(), Bench.PASS.principal());
        return store.wanted(List.of(place)).toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void of_many_answers_at_many_replicas_one_counts() {
        Reply.Asked asked = asked(replica());
        List<Bench> all = Stream.of(replicas.getFirst(), replica(), replica()).toList();
        var answers =
                IntStream.range(0, 12)
                        .mapToObj(i ->
                                CompletableFuture.supplyAsync(
                                        () -> reply(all.get(i % 3), Bench.PASS, asked)))
                        .toList();
        assertEquals(
                1,
                answers.stream()
                        .map(CompletableFuture::join)
                        .filter(AnsweredElsewhereTest::isGreeting)
                        .count());
        assertEquals(1, answersThatCame());
    }

    /// G12: the state of one is no way to the session of another, wherever it is shown.
    @Test
    void an_answer_of_another_principal_is_refused_and_the_first_one_still_counts() {
        Bench here = replica();
        Bench there = replica();
        Reply.Asked asked = asked(here);
        var other = new Pass(Map.of(), "person-2");
        for (Bench replica : replicas) {
            assertTrue(broken(reply(replica, other, asked)).contains("not waited for"));
        }
        var elsewhere =
                new Destination(
                        "wsp_1", "srv_other", Transport.HTTP, server.url(), Bounds.USUAL, true);
        Reply astray = there.use(elsewhere, Bench.PASS, answer(asked), client);
        assertTrue(broken(astray).contains("not waited for"));
        assertTrue(isGreeting(reply(there, Bench.PASS, asked)));
    }

    @Test
    void an_answer_that_came_where_it_waits_counts_nowhere_else() {
        Bench here = replica();
        Bench there = replica();
        Reply.Asked asked = asked(here);
        Reply greeting = reply(here, Bench.PASS, asked);
        assertTrue(isGreeting(greeting), greeting::toString);
        assertTrue(broken(reply(there, Bench.PASS, asked)).contains("not waited for"));
    }

    @Test
    void a_replica_that_died_is_told_as_such() {
        Bench here = replica();
        Bench there = replica();
        Reply.Asked asked = asked(here);
        here.upstreams.close();
        assertTrue(broken(reply(there, Bench.PASS, asked)).contains("call again"));
        assertEquals(Set.of(), wanted(asked));
    }

    /// A result that cannot be told at first is told later: the call was made, and once.
    @Test
    void a_result_whose_word_was_lost_arrives() {
        Bench here = replica(new Stammering(store, new AtomicInteger(2)));
        Bench there = replica();
        assertTrue(isGreeting(reply(there, Bench.PASS, asked(here))));
        assertEquals(1, answersThatCame());
    }

    /// Once the server may have its answer, nobody is told to call again.
    @Test
    void who_cannot_hear_what_came_of_it_is_not_told_to_call_again() throws Exception {
        Bench here = replica(new Stammering(store, new AtomicInteger(Integer.MAX_VALUE)));
        Bench there = replica();
        Reply.Asked asked = asked(here);
        var waiting = CompletableFuture.supplyAsync(() -> reply(there, Bench.PASS, asked));
        Bench.until(() -> answersThatCame() == 1);
        World.current()
                .write(
                        "DELETE FROM gateway.parked_use WHERE handle = ?",
                        Parking.place(asked.state(), destination(), "").handle());
        String told = broken(waiting.join());
        assertTrue(told.contains("not known whether"), told);
        assertFalse(told.contains("call again"), told);
    }

    @Test
    void whoever_leaves_at_one_replica_has_the_call_ended_at_the_other() throws Exception {
        Bench here = replica();
        Bench there = replica();
        Reply.Asked asked = asked(here);
        server.hesitating();
        var waiting =
                there.upstreams
                        .use(destination(), Bench.PASS, answer(asked), client)
                        .subscribe()
                        .with(_ -> {});
        Bench.until(() -> answersThatCame() == 1);
        assertFalse(server.methods().contains("notifications/cancelled"));
        waiting.cancel();
        Bench.until(() -> server.methods().contains("notifications/cancelled"));
    }

    /// What is on its way is the very bytes, and sealed.
    @Test
    void what_came_of_it_arrives_as_it_was() {
        var exact = new Reply.Done(new Slices(Map.of("structuredContent", "{\"price\": 1.10}")));
        var failed = new Reply.Failed(-32_000, "no", Optional.of(Json.parse("{\"a\":1}")));
        var bare = new Reply.Failed(-32_000, "no", Optional.empty());
        var asked = new Reply.Asked(Map.of("q", Json.parse("{\"method\":\"m\"}")), Json.object());
        var barred = new Reply.Barred("path", "Not that.");
        for (Reply reply :
                List.of(exact, failed, bare, asked, barred, Broken.of(FaultClass.TLS, "x"))) {
            assertEquals(reply, Parcelled.reply(Parcelled.of(reply)));
        }
    }

    @Test
    void what_nobody_answered_in_time_is_forgotten() {
        var place = new Place("wsp_1", UUID.randomUUID().toString(), serverId, "p");
        join(store.announce(place));
        World.current()
                .write(
                        "UPDATE gateway.parked_use SET at = now() - interval '1 day' WHERE handle = ?",
                        place.handle());
        join(store.announce(new Place("wsp_1", UUID.randomUUID().toString(), serverId, "p")));
        assertFalse(join(store.answer(place, Json.object())));
    }

    /// Words that are lost on the way to the database, so many times.
    private record Stammering(Replicas store, AtomicInteger lost) implements Replicas {

        @Override
        public Future<Void> announce(Place place) {
            return store.announce(place);
        }

        @Override
        public Future<Boolean> answer(Place place, ObjectNode answers) {
            return store.answer(place, answers);
        }

        @Override
        public Future<Map<Place, ObjectNode>> answered(Collection<Place> held) {
            return store.answered(held);
        }

        @Override
        public Future<Set<Place>> wanted(Collection<Place> running) {
            return store.wanted(running);
        }

        @Override
        public Future<Void> reply(Place place, Reply reply) {
            return lost.getAndDecrement() > 0
                    ? Future.failedFuture("lost")
                    : store.reply(place, reply);
        }

        @Override
        public Future<Word> word(Place place) {
            return store.word(place);
        }

        @Override
        public Future<Boolean> leave(Place place, boolean untaken) {
            return store.leave(place, untaken);
        }
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
