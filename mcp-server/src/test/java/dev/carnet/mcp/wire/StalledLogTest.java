package dev.carnet.mcp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.audit.GroupCommitLog;
import dev.carnet.shared.workspace.Role;
import dev.carnet.testing.AuditTrail;
import dev.carnet.testing.McpClient;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The log takes nothing while many call: somebody else holds its table.
@QuarkusTest
@Timeout(120)
@TestProfile(TestTable.Profile.class)
@WithTestResource(TestCarnet.Mcp.class)
class StalledLogTest {

    /// A thousand, unless whoever runs the tests wants to know sooner.
    private static final int CALLS = 5 * Rounds.COUNT;

    /// Each of them may have so many calls running.
    private static final int CALLS_OF_ONE = 100;

    /// What the writer lets wait, and what one tick of its own may add.
    private static final int MOST_WAITING = 4_096 + 512;

    @Inject GroupCommitLog writer;

    private final People people = People.fresh();

    /// G22, W6: who calls meanwhile hears so in time or has its call run and recorded; nothing
    /// piles up, nothing that was answered is missing, and the service returns by itself.
    @Test
    void a_stalled_log_costs_calls_and_no_entries() throws SQLException {
        List<McpClient> clients = clients();
        int before = TestTable.RUNS.get();
        var answers = new ArrayList<CompletableFuture<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (Connection other = people.world().owner().getConnection()) {
                other.setAutoCommit(false);
                try (var statement = other.createStatement()) {
                    statement.execute("LOCK TABLE audit.log IN ACCESS EXCLUSIVE MODE");
                }
                for (int i = 0; i < CALLS; i++) {
                    McpClient client = clients.get(i % clients.size());
                    answers.add(
                            CompletableFuture.supplyAsync(
                                    () -> client.tool("echo", "{}").send().status(), threads));
                }
                untilSomebodyIsRefused(answers);
                assertEquals(before, TestTable.RUNS.get(), "nothing runs without its entry");
                other.rollback();
            }
        }
        var statuses = answers.stream().map(CompletableFuture::join).toList();
        assertEquals(Set.of(), strange(statuses));
        assertTrue(statuses.contains(503));
        recovered(clients.getFirst());
        long answered = statuses.stream().filter(status -> status == 200).count() + 1;
        assertEquals(answered, TestTable.RUNS.get() - before);
        complete(answered);
    }

    private List<McpClient> clients() {
        var clients = new ArrayList<McpClient>();
        for (int i = 0; i < Math.ceilDiv(CALLS, CALLS_OF_ONE); i++) {
            clients.add(people.member(Role.OPERATOR));
        }
        return clients;
    }

    private void untilSomebodyIsRefused(List<CompletableFuture<Integer>> answers) {
        while (answers.stream().noneMatch(CompletableFuture::isDone)) {
            int waiting = writer.waiting();
            assertTrue(waiting <= MOST_WAITING, waiting + " wait");
            AuditTrail.pause();
        }
    }

    private static Set<Integer> strange(List<Integer> statuses) {
        var strange = new HashSet<>(statuses);
        strange.removeAll(Set.of(200, 503));
        return strange;
    }

    private void recovered(McpClient client) {
        while (client.tool("echo", "{}").send().status() != 200 || writer.waiting() > 0) {
            AuditTrail.pause();
        }
    }

    /// Of each answer there is one good end, and of each end its own begin. What nobody waited for
    /// any more may stand in the log as begun, or as ended without having run.
    private void complete(long answered) {
        List<JsonNode> ends = people.log().events("tool.call.end");
        Set<String> begun =
                people.log().events("tool.call.begin").stream()
                        .map(one -> one.path("eid").asText())
                        .collect(Collectors.toSet());
        Set<String> ended =
                ends.stream().map(one -> one.path("begin").asText()).collect(Collectors.toSet());
        var outcomes =
                ends.stream()
                        .collect(
                                Collectors.groupingBy(
                                        one -> one.path("out").asText(), Collectors.counting()));
        assertEquals(answered, outcomes.get("ok"), outcomes.toString());
        assertEquals(ends.size(), ended.size());
        assertTrue(begun.containsAll(ended));
        assertTrue(begun.size() <= CALLS + 1, begun.size() + " begun");
    }
}
