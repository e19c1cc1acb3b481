package dev.carnet.mcp.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLogs;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.Receipt;
import dev.carnet.shared.trail.CheckStep.Progress;
import dev.carnet.testing.TestCarnet;
import dev.carnet.testing.World;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestCarnet.Mcp.class)
class AuditTrailTest {

    private static final int EVERY_LOG = 100_000;

    @Inject AuditTrail trail;
    @Inject Rounds rounds;
    @Inject PositionStore positions;
    @Inject AuditLog log;
    @Inject AuditLogs logs;
    @Inject Pool pool;

    @Test
    void pages_through_everything_once_newest_first() {
        String workspace = workspaceWithCalls(25);
        var seen = new ArrayList<Long>();
        var parameters = new TreeMap<>(Map.of("limit", "10"));
        ObjectNode page;
        do {
            page = list(workspace, parameters);
            page.path("items").forEach(item -> seen.add(item.path("seq").asLong()));
            parameters.put("cursor", page.path("next_cursor").asText());
        } while (page.has("next_cursor"));
        assertEquals(IntStream.rangeClosed(0, 25).boxed().map(i -> 25L - i).toList(), seen);
    }

    @Test
    void an_entry_shows_its_event_and_its_hash() {
        String workspace = workspaceWithCalls(1);
        JsonNode entry = list(workspace, Map.of("limit", "1")).path("items").get(0);
        assertEquals("call.refused", entry.path("event").path("act").asText());
        assertEquals("prs_0", entry.path("event").path("sub").asText());
        assertEquals(44, entry.path("leaf").asText().length());
        assertFalse(entry.toString().contains("a secret argument"));
        Instant.parse(entry.path("time").asText());
    }

    @Test
    void filters_narrow_the_list() {
        String workspace = workspaceWithCalls(9);
        assertEquals(3, count(workspace, Map.of("actor", "prs_0")));
        assertEquals(4, count(workspace, Map.of("outcome", "tool_error")));
        assertEquals(9, count(workspace, Map.of("act", "call.refused")));
        assertEquals(0, count(workspace, Map.of("tool", "revoke")));
        assertEquals(0, count(workspace, Map.of("from", "2100-01-01T00:00:00Z")));
        assertEquals(10, count(workspace, Map.of("to", "2100-01-01T00:00:00Z")));
    }

    @Test
    void another_workspace_sees_nothing_of_it_and_cannot_use_its_cursor() {
        String one = workspaceWithCalls(3);
        String other = workspaceWithCalls(0);
        assertEquals(1, count(other, Map.of()));
        String cursor = list(one, Map.of("limit", "1")).path("next_cursor").asText();
        var answer = await(trail.list(other, Map.of("limit", "1", "cursor", cursor)));
        var wrong = assertInstanceOf(AuditAnswer.Wrong.class, answer);
        assertEquals("cursor", wrong.errors().getFirst().pointer());
    }

    @Test
    void the_head_counts_the_entries() {
        var head = found(trail.head(workspaceWithCalls(4)));
        assertEquals(5, head.path("size").asLong());
        assertEquals(44, head.path("root").asText().length());
        assertEquals(44, head.path("last").asText().length());
    }

    @Test
    void a_workspace_without_a_log_has_an_empty_head() {
        assertEquals(0, found(trail.head("ws_00000000000000000000")).path("size").asLong());
    }

    @Test
    void a_check_tells_its_progress_and_finds_the_log_intact() {
        String workspace = workspaceWithCalls(1_100);
        var steps = new ArrayList<Progress>();
        var verdict = found(trail.check(workspace, steps::add));
        assertEquals("intact", verdict.path("status").asText(), verdict::toString);
        assertEquals(1_101, verdict.path("size").asLong());
        assertTrue(steps.size() >= 2, steps::toString);
        assertEquals(1_101, steps.getFirst().total());
    }

    @Test
    void a_changed_entry_is_named() {
        String workspace = workspaceWithCalls(12);
        World.current()
                .write(
                        """
                        UPDATE audit.entry SET data = convert_to(
                          replace(convert_from(data, 'UTF8'), 'prs_', 'prs-'), 'UTF8')
                        WHERE seq = 7 AND log_id =
                          (SELECT log_id FROM audit.log WHERE workspace_id = ?)
                        """,
                        workspace);
        var verdict = found(trail.check(workspace, step -> {}));
        assertEquals("broken", verdict.path("status").asText());
        assertEquals(7, verdict.path("at").asLong(), verdict::toString);
        assertTrue(verdict.path("line").asText().startsWith("Broken at seq 7"));
        found(trail.check(workspace, step -> {}));
        assertEquals(
                List.of("audit_gap"),
                World.current()
                        .strings(
                                "SELECT kind FROM watch.security_event WHERE workspace_id = ?",
                                workspace));
    }

    /// (H4) what is changed after it was written is noticed without anybody asking; what was looked
    /// at and is intact is not looked at again.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE audit.entry SET data = convert_to(replace(convert_from(data, 'UTF8'),"
                        + " 'prs_', 'prs-'), 'UTF8') WHERE seq = 14 | LEAF",
                "DELETE FROM audit.entry WHERE seq = 13 | MISSING",
                "UPDATE audit.log SET size = 9 WHERE true | TRUNCATED"
            })
    void a_gap_is_noticed_by_itself(String tampering, String kind) {
        String workspace = workspaceWithCalls(10);
        await(rounds.turn(Duration.ZERO, EVERY_LOG));
        assertEquals(11L, checked(workspace));
        calls(workspace, 10);
        World.current()
                .write(
                        tampering
                                + " AND log_id = (SELECT log_id FROM audit.log WHERE workspace_id = ?)",
                        workspace);
        await(rounds.turn(Duration.ZERO, EVERY_LOG));
        await(rounds.turn(Duration.ZERO, EVERY_LOG));
        assertEquals(11L, checked(workspace));
        assertEquals(
                List.of("audit_gap " + kind),
                World.current()
                        .strings(
                                """
                                SELECT kind || ' ' || (facts->>'kind') FROM watch.security_event
                                WHERE workspace_id = ?
                                """,
                                workspace));
    }

    /// While one replica looks at a log no other does, and what is broken is not read anew each
    /// minute.
    @Test
    void a_log_is_looked_at_by_one_at_a_time() {
        String workspace = workspaceWithCalls(3);
        assertTrue(claims(workspace));
        assertFalse(claims(workspace));
        World.current()
                .write(
                        "UPDATE watch.audit_position SET looked_at = 'epoch' WHERE workspace_id = ?",
                        workspace);
        World.current()
                .write(
                        """
                        DELETE FROM audit.entry WHERE seq = 2 AND log_id =
                          (SELECT log_id FROM audit.log WHERE workspace_id = ?)
                        """,
                        workspace);
        await(rounds.turn(Duration.ZERO, EVERY_LOG));
        calls(workspace, 1);
        assertFalse(claims(workspace));
    }

    private boolean claims(String workspace) {
        Instant now = Instant.now();
        return await(positions.claim(now, Duration.ZERO, now.plusSeconds(60), EVERY_LOG)).stream()
                .anyMatch(one -> one.workspace().equals(workspace));
    }

    /// What comes is looked at from where the last look ended, and is no gap.
    @Test
    void what_comes_is_looked_at_once() {
        String workspace = workspaceWithCalls(10);
        await(rounds.turn(Duration.ZERO, EVERY_LOG));
        World.current()
                .write(
                        """
                        UPDATE audit.entry SET data = 'x' WHERE seq = 3 AND log_id =
                          (SELECT log_id FROM audit.log WHERE workspace_id = ?)
                        """,
                        workspace);
        for (int i = 0; i < 3; i++) {
            calls(workspace, i);
            await(rounds.turn(Duration.ZERO, EVERY_LOG));
        }
        assertEquals(14L, checked(workspace));
        assertEquals("broken", found(trail.check(workspace, _ -> {})).path("status").asText());
    }

    private static Object checked(String workspace) {
        return World.current()
                .read("SELECT size FROM watch.audit_position WHERE workspace_id = ?", workspace);
    }

    @Test
    void one_check_of_a_workspace_at_a_time() {
        String workspace = workspaceWithCalls(600);
        var answers =
                Uni.join()
                        .all(trail.check(workspace, step -> {}), trail.check(workspace, step -> {}))
                        .andFailFast()
                        .await()
                        .indefinitely();
        var kinds = new HashSet<Class<?>>();
        answers.forEach(answer -> kinds.add(answer.getClass()));
        assertEquals(2, kinds.size(), answers::toString);
        found(trail.check(workspace, step -> {}));
    }

    private String workspaceWithCalls(int calls) {
        String workspace = World.current().workspace();
        await(pool.withTransaction(transaction -> logs.create(transaction, workspace)));
        calls(workspace, calls);
        return workspace;
    }

    private void calls(String workspace, int calls) {
        List<Uni<Receipt>> appends =
                IntStream.range(0, calls).mapToObj(i -> append(workspace, i)).toList();
        if (!appends.isEmpty()) {
            await(Uni.join().all(appends).usingConcurrencyOf(64).andFailFast());
        }
    }

    private Uni<Receipt> append(String workspace, int i) {
        return log.append(
                Event.of(workspace, "call.refused", Instant.now())
                        .with("sub", "prs_" + i % 3)
                        .with("tool", "whoami")
                        .with("out", i % 2 == 0 ? "ok" : "tool_error")
                        .hide("args", "a secret argument"));
    }

    private long count(String workspace, Map<String, String> filters) {
        var items = list(workspace, filters).path("items");
        return StreamSupport.stream(items.spliterator(), false).count();
    }

    private ObjectNode list(String workspace, Map<String, String> parameters) {
        return found(trail.list(workspace, parameters));
    }

    private static ObjectNode found(Uni<AuditAnswer> answer) {
        return assertInstanceOf(AuditAnswer.Found.class, await(answer)).body();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().indefinitely();
    }
}
