package dev.carnet.mcp.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.mcp.tool.Demand;
import dev.carnet.mcp.tool.Demand.Kind;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.mcp.wire.GatePeople;
import dev.carnet.mcp.wire.TestTable;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.gate.DecisionStore;
import dev.carnet.shared.gate.DecisionStore.Decision;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.gate.GateState;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The steps of a gate: each of them with the two ways to fail, and every two of them racing for
/// one gate. Whatever happens, nothing runs twice and nothing runs that nobody approved.
@QuarkusTest
@Timeout(120)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class GateStepsTest {

    private static final GateStore.Kept KEPT =
            new GateStore.Kept(Buffer.buffer("sealed"), Buffer.buffer("sealed"));
    private static final int ROUNDS = Rounds.COUNT;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject GateStore store;
    @Inject GateSweepStore sweeps;
    @Inject Sweeper sweeper;
    @Inject Pool pool;
    @Inject AuditOutbox outbox;
    @Inject AuditLog log;
    @Inject GateSeal seal;
    @Inject Clock clock;

    private final DecisionStore decisions = new DecisionStore();
    private final World world = World.current();
    private final String workspace = world.workspace();
    private final String asker = world.member(workspace, Role.MEMBER);
    private final String one = world.member(workspace, Role.OPERATOR);
    private final String two = world.member(workspace, Role.OPERATOR);

    /// It did not happen.
    private final Transactions failing =
            new Transactions() {
                @Override
                public <T> Uni<T> in(Function<SqlConnection, Uni<T>> work) {
                    return Uni.createFrom().failure(new IllegalStateException("did not happen"));
                }
            };

    /// It happened, and nobody heard of it.
    private final Transactions losing =
            new Transactions() {
                @Override
                public <T> Uni<T> in(Function<SqlConnection, Uni<T>> work) {
                    return pool.withTransaction(work)
                            .chain(() ->
                                    Uni.createFrom()
                                            .failure(new IllegalStateException("answer lost")));
                }
            };

    @BeforeEach
    void nothing_waits() {
        world.write("DELETE FROM gateway.gate");
    }

    @Test
    void asking_that_failed_leaves_nothing_and_asking_that_was_lost_is_found_again() {
        Gate.Ask ask = ask(1);
        assertThrows(IllegalStateException.class, () -> made(gates(failing), ask));
        assertEquals(0, count());
        assertThrows(IllegalStateException.class, () -> made(gates(losing), ask));
        assertEquals(1, count());
        Gate found = made(gates(good()), again(ask)).orElseThrow();
        assertEquals(ask.id(), found.id());
        assertEquals(1, count());
    }

    @Test
    void a_claim_that_failed_may_be_tried_again_and_one_that_was_lost_ends_unknown() {
        Gate failed = approved();
        assertThrows(
                IllegalStateException.class,
                () -> await(gates(failing).begin(failed, caller(), Ids.fresh("run"))));
        assertTrue(await(gates(good()).begin(failed, caller(), Ids.fresh("run"))));
        Gate lost = approved();
        assertThrows(
                IllegalStateException.class,
                () -> await(gates(losing).begin(lost, caller(), Ids.fresh("run"))));
        assertFalse(await(gates(good()).begin(lost, caller(), Ids.fresh("run"))));
        world.write(
                "UPDATE gateway.gate SET lease_until = now() - interval '1 s' WHERE gate_id = ?",
                lost.id());
        await(sweeper.sweep());
        assertEquals("unknown", state(lost));
        assertFalse(await(gates(good()).begin(lost, caller(), Ids.fresh("run"))));
    }

    @Test
    void an_end_that_failed_ends_unknown_and_one_that_was_lost_is_kept() {
        Gate failed = approved();
        String run = Ids.fresh("run");
        assertTrue(await(gates(good()).begin(failed, caller(), run)));
        assertThrows(
                IllegalStateException.class,
                () -> await(gates(failing).end(failed, caller(), run, "done", Optional.of("{}"))));
        world.write(
                "UPDATE gateway.gate SET lease_until = now() - interval '1 s' WHERE gate_id = ?",
                failed.id());
        await(sweeper.sweep());
        assertEquals("unknown", state(failed));
        assertFalse(await(gates(good()).end(failed, caller(), run, "done", Optional.empty())));
        Gate lost = approved();
        assertTrue(await(gates(good()).begin(lost, caller(), run)));
        assertThrows(
                IllegalStateException.class,
                () -> await(gates(losing).end(lost, caller(), run, "done", Optional.of("{}"))));
        assertEquals("done", state(lost));
    }

    @Test
    void a_withdrawal_that_failed_changes_nothing_and_one_that_was_lost_holds() {
        Gate gate = waiting();
        assertThrows(
                IllegalStateException.class,
                () -> await(gates(failing).withdraw(gate, caller(), "cancelled")));
        assertEquals("waiting", state(gate));
        assertThrows(
                IllegalStateException.class,
                () -> await(gates(losing).withdraw(gate, caller(), "cancelled")));
        assertEquals("withdrawn", state(gate));
        assertFalse(approve(gate, one, 1));
    }

    @Test
    void a_gate_that_another_process_left_running_is_never_run_again() {
        Gate gate = approved();
        assertTrue(await(gates(good()).begin(gate, caller(), Ids.fresh("run"))));
        for (int i = 0; i < 3; i++) {
            await(sweeper.sweep());
            assertFalse(await(gates(good()).begin(gate, caller(), Ids.fresh("run"))));
        }
        assertEquals("running", state(gate));
        world.write(
                "UPDATE gateway.gate SET lease_until = now() - interval '1 s' WHERE gate_id = ?",
                gate.id());
        await(sweeper.sweep());
        assertEquals("unknown", state(gate));
    }

    @Test
    void of_two_who_run_one_call_one_does() {
        for (int round = 0; round < ROUNDS; round++) {
            Gate gate = approved();
            var both = race(() -> claiming(gate), () -> claiming(gate));
            assertEquals(1, won(both), "round " + round);
        }
    }

    @Test
    void of_approval_and_withdrawal_one_holds() {
        for (int round = 0; round < ROUNDS; round++) {
            Gate gate = waiting();
            race(() -> approving(gate, one, 1), () -> withdrawing(gate));
            // A withdrawal may follow an approval that has not run; never the reverse.
            assertEquals("withdrawn", state(gate), "round " + round);
            assertFalse(await(claiming(gate)));
        }
    }

    @Test
    void of_withdrawal_and_run_one_happens() {
        for (int round = 0; round < ROUNDS; round++) {
            Gate gate = approved();
            var both = race(() -> claiming(gate), () -> withdrawing(gate));
            assertEquals(1, won(both), "round " + round);
            assertEquals(both.getFirst() ? "running" : "withdrawn", state(gate));
        }
    }

    @Test
    void of_approval_and_expiry_one_happens() {
        for (int round = 0; round < ROUNDS; round++) {
            Gate gate = waiting();
            Instant end = gate.expiresAt();
            var both =
                    race(
                            () -> approving(gate, one, 1),
                            () ->
                                    pool.withTransaction(in -> sweeps.expire(in, end))
                                            .map(gone -> has(gone, gate)));
            assertEquals(1, won(both), "round " + round);
            assertEquals(both.getFirst() ? "approved" : "expired", state(gate));
        }
    }

    @Test
    void both_of_two_approvers_count_and_the_second_completes_the_quorum() {
        for (int round = 0; round < ROUNDS; round++) {
            Gate gate = waiting(2);
            var both = race(() -> approving(gate, one, 1), () -> approving(gate, two, 1));
            assertEquals(2, won(both), "round " + round);
            assertEquals("approved", state(gate));
        }
    }

    @Test
    void one_approver_counts_once_however_often_they_press() {
        for (int round = 0; round < ROUNDS; round++) {
            Gate gate = waiting(2);
            var both = race(() -> approving(gate, one, 1), () -> approving(gate, one, 1));
            assertEquals(1, won(both), "round " + round);
            assertEquals("waiting", state(gate));
        }
    }

    @Test
    void an_approval_and_an_edit_never_approve_what_one_of_them_did_not_see() {
        for (int round = 0; round < ROUNDS; round++) {
            Gate gate = waiting(2);
            race(
                    () -> approving(gate, one, 1),
                    () ->
                            GatePeople.auth()
                                    .withTransaction(in ->
                                            decisions.edit(
                                                    in, decision(gate, two, 1), Buffer.buffer("x")))
                                    .map(Optional::isPresent));
            assertEquals("waiting", state(gate), "round " + round);
            assertFalse(approve(gate, one, 1));
            assertTrue(approve(gate, one, 2));
        }
    }

    @Test
    void the_same_call_asked_twice_at_once_is_one_gate() {
        for (int round = 0; round < ROUNDS; round++) {
            Gate.Ask first = ask(1);
            Gate.Ask second = again(first);
            var both = race(() -> inserting(first), () -> inserting(second));
            assertEquals(1, won(both), "round " + round);
            Gate found = made(gates(good()), again(first)).orElseThrow();
            assertEquals(both.getFirst() ? first.id() : second.id(), found.id());
            await(withdrawing(found));
        }
    }

    @Test
    void nobody_approves_their_own_call_and_nobody_who_was_not_asked() {
        Gate gate = waiting();
        String stranger = world.member(world.workspace(), Role.OPERATOR);
        String viewer = world.member(workspace, Role.VIEWER);
        for (String wrong : List.of(asker, stranger, viewer)) {
            assertFalse(approve(gate, wrong, 1));
            assertFalse(
                    decide(in -> decisions.reject(in, decision(gate, wrong, 1))),
                    "reject " + wrong);
            assertFalse(
                    decide(in -> decisions.edit(in, decision(gate, wrong, 1), Buffer.buffer("x"))));
        }
        world.write("UPDATE auth.member SET role = 'operator' WHERE person_id = ?", asker);
        assertFalse(approve(gate, asker, 1));
        assertEquals("waiting", state(gate));
    }

    @Test
    void auth_server_can_neither_run_a_call_nor_read_what_came_of_it() {
        Gate gate = approved();
        for (String sql :
                List.of(
                        "UPDATE gateway.gate SET run_id = 'x' WHERE gate_id = '%s'",
                        "UPDATE gateway.gate SET binding = 'x' WHERE gate_id = '%s'",
                        "UPDATE gateway.gate SET people = '{x}' WHERE gate_id = '%s'",
                        "SELECT result_sealed FROM gateway.gate WHERE gate_id = '%s'",
                        "DELETE FROM gateway.gate WHERE gate_id = '%s'")) {
            var refused =
                    assertThrows(
                            RuntimeException.class,
                            () ->
                                    GatePeople.auth()
                                            .query(sql.formatted(gate.id()))
                                            .execute()
                                            .await()
                                            .atMost(PATIENCE));
            assertTrue(String.valueOf(refused).contains("permission denied"), sql);
        }
    }

    @Test
    void what_is_over_is_wiped_and_then_forgotten() {
        Gate gate = waiting();
        await(gates(good()).withdraw(gate, caller(), "cancelled"));
        await(sweeper.wipe());
        assertTrue(found(gate).sealed().arguments().isPresent());
        old(gate, "8 days");
        await(sweeper.wipe());
        assertTrue(found(gate).sealed().arguments().isEmpty());
        old(gate, "91 days");
        await(sweeper.wipe());
        assertTrue(await(store.find(workspace, gate.id())).isEmpty());
    }

    private void old(Gate gate, String by) {
        world.write(
                "UPDATE gateway.gate SET ended_at = now() - ?::interval WHERE gate_id = ?",
                by,
                gate.id());
    }

    private Gate found(Gate gate) {
        return await(store.find(workspace, gate.id())).orElseThrow();
    }

    private Gate waiting() {
        return waiting(1);
    }

    private Gate waiting(int quorum) {
        Gate.Ask ask = ask(quorum);
        assertTrue(await(inserting(ask)));
        return await(store.find(workspace, ask.id())).orElseThrow();
    }

    private Uni<Boolean> inserting(Gate.Ask ask) {
        return pool.withTransaction(in -> store.insert(in, ask, KEPT, clock.instant()));
    }

    private Uni<Boolean> claiming(Gate gate) {
        return pool.withTransaction(in -> store.claim(in, gate, Ids.fresh("run"), clock.instant()))
                .map(Optional::isPresent);
    }

    private Uni<Boolean> withdrawing(Gate gate) {
        return pool.withTransaction(in -> store.withdraw(in, gate, "cancelled", clock.instant()));
    }

    private Gate approved() {
        Gate gate = waiting();
        assertTrue(approve(gate, one, 1));
        return found(gate);
    }

    private Optional<Gate> made(Gates gates, Gate.Ask ask) {
        return await(gates.ask(ask, Viewer.of(caller()), "{\"n\":1}", "{}"));
    }

    private boolean approve(Gate gate, String person, int version) {
        return await(approving(gate, person, version));
    }

    private Uni<Boolean> approving(Gate gate, String person, int version) {
        return GatePeople.auth()
                .withTransaction(in -> decisions.approve(in, decision(gate, person, version)))
                .map(Optional::isPresent);
    }

    private static boolean decide(Function<SqlConnection, Uni<Optional<GateState>>> statement) {
        return await(GatePeople.auth().withTransaction(statement)).isPresent();
    }

    private Decision decision(Gate gate, String person, int version) {
        return new Decision(
                workspace, gate.id(), version, person, clock.instant(), Optional.empty());
    }

    private Gates gates(Transactions transactions) {
        return new Gates(store, transactions, outbox, log, seal, clock);
    }

    private Transactions good() {
        return pool::withTransaction;
    }

    private Gate.Ask ask(int quorum) {
        return ask(quorum, Buffer.buffer(Ids.fresh("bin")));
    }

    private Gate.Ask again(Gate.Ask ask) {
        return ask(1, ask.binding());
    }

    private Gate.Ask ask(int quorum, Buffer binding) {
        var demand =
                new Demand(
                        Kind.APPROVE,
                        "rul_1",
                        1,
                        "",
                        "",
                        Set.of("operator"),
                        quorum,
                        Duration.ofHours(24),
                        Duration.ZERO,
                        Set.of());
        var who =
                new Gate.Who(
                        Ids.fresh("pri"), asker, Optional.of(asker), List.of(asker), List.of(), 0);
        return new Gate.Ask(
                workspace,
                Ids.fresh("gat"),
                binding,
                who,
                "tool",
                "",
                "pay",
                "",
                "pay",
                "",
                "{}",
                new Reach("destructive", "Pays.", false, true),
                demand);
    }

    private Caller caller() {
        var token =
                new Credential.AccessToken("jti", "cli_1", Optional.of("grt_1"), 1, Instant.MAX);
        return new Caller(
                workspace, asker, Role.MEMBER, Set.of(Scope.READ), token, Optional.empty());
    }

    @SafeVarargs
    private static List<Boolean> race(java.util.function.Supplier<Uni<Boolean>>... runners) {
        var all = IntStream.range(0, runners.length).mapToObj(i -> runners[i].get()).toList();
        return Uni.join().all(all).andFailFast().await().atMost(PATIENCE);
    }

    private static long won(List<Boolean> runners) {
        return runners.stream().filter(won -> won).count();
    }

    private static boolean has(List<Gate> gates, Gate one) {
        return gates.stream().anyMatch(gate -> gate.id().equals(one.id()));
    }

    private String state(Gate gate) {
        return (String) world.read("SELECT state FROM gateway.gate WHERE gate_id = ?", gate.id());
    }

    private long count() {
        return (Long)
                world.read("SELECT count(*) FROM gateway.gate WHERE workspace_id = ?", workspace);
    }

    private static <T> T await(Uni<T> work) {
        return work.await().atMost(PATIENCE);
    }
}
