package dev.carnet.shared.trail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.audit.AuditDatabase;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.GroupCommitLog;
import dev.carnet.shared.trail.CheckStep.Done;
import dev.carnet.shared.trail.CheckStep.Progress;
import dev.carnet.shared.verify.EntryLine;
import dev.carnet.shared.verify.FileCheck;
import dev.carnet.shared.verify.KnownHead;
import dev.carnet.shared.verify.Verdict;
import dev.carnet.shared.verify.Verdict.Broken;
import dev.carnet.shared.verify.Verdict.Intact;
import dev.carnet.shared.verify.Verdict.Kind;
import dev.carnet.shared.verify.Verdict.Truncated;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading a stored log, and finding what somebody did to it with SQL.
@ResourceLock(AuditDatabase.LOCK)
@SuppressWarnings("NullAway.Init")
class AuditReadingTest {

    private static AuditDatabase database;
    private static GroupCommitLog log;
    private static Pool pool;

    private final AuditReading reading = new AuditReading(pool);

    /// Not with the class: what fails there fails every test, and again when they are run again.
    @BeforeAll
    static void begin() {
        database = AuditDatabase.get();
        log = database.writer();
        pool = database.pool("carnet_mcp");
    }

    @AfterAll
    static void close() {
        log.close().await().atMost(AuditDatabase.WAIT);
        pool.closeAndAwait();
    }

    @Test
    void lists_the_newest_first_and_page_by_page() {
        String workspace = workspaceWith(10);
        List<Long> all = numbers(list(workspace, AuditFilter.EVERYTHING, Long.MAX_VALUE, 100));
        assertEquals(List.of(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L, 0L), all);
        List<StoredEntry> first = list(workspace, AuditFilter.EVERYTHING, Long.MAX_VALUE, 4);
        assertEquals(List.of(10L, 9L, 8L, 7L), numbers(first));
        assertEquals(
                List.of(6L, 5L),
                numbers(list(workspace, AuditFilter.EVERYTHING, first.getLast().seq(), 2)));
        assertTrue(first.getFirst().line().contains("\"tool\":\"tool9\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "cl", "agent", "jti", "key", "tool", "out", "act"})
    void narrows_by_each_field(String field) {
        String workspace = workspaceWith(3);
        append(Event.of(workspace, field.equals("act") ? "wanted" : "other", Instant.now()), field);
        List<StoredEntry> found = list(workspace, filter(field), Long.MAX_VALUE, 10);
        assertEquals(List.of(4L), numbers(found));
    }

    @Test
    void narrows_by_time() throws Exception {
        String workspace = workspaceWith(2);
        Thread.sleep(20);
        append(Event.of(workspace, "other", Instant.now()), "sub");
        Instant third = time(list(workspace, AuditFilter.EVERYTHING, Long.MAX_VALUE, 1).getFirst());
        assertEquals(
                List.of(3L), numbers(between(workspace, Optional.of(third), Optional.empty())));
        assertEquals(
                List.of(2L, 1L, 0L),
                numbers(between(workspace, Optional.empty(), Optional.of(third))));
    }

    @Test
    void shows_nothing_of_another_workspace() {
        workspaceWith(3);
        String other = database.workspace();
        assertEquals(List.of(0L), numbers(list(other, AuditFilter.EVERYTHING, Long.MAX_VALUE, 10)));
        assertEquals(List.of(), list("ws_nowhere", AuditFilter.EVERYTHING, Long.MAX_VALUE, 10));
        assertEquals(
                Optional.empty(), reading.head("ws_nowhere").await().atMost(AuditDatabase.WAIT));
        assertInstanceOf(Broken.class, check("ws_nowhere"));
    }

    @Test
    void streams_the_stored_bytes_to_where_the_head_is() throws Exception {
        String workspace = workspaceWith(1_200);
        List<Buffer> chunks =
                reading.lines(workspace).collect().asList().await().atMost(AuditDatabase.WAIT);
        var file = Buffer.buffer();
        chunks.forEach(file::appendBuffer);
        file.appendString(head(workspace).line() + "\n");
        var verdicts = FileCheck.run(new ByteArrayInputStream(file.getBytes()), List.of());
        assertEquals(1_201, assertInstanceOf(Intact.class, verdicts.getFirst()).size());
        assertTrue(chunks.size() > 2);
    }

    @Test
    void reports_progress_while_it_checks() {
        String workspace = workspaceWith(1_200);
        List<CheckStep> steps =
                reading.check(workspace).collect().asList().await().atMost(AuditDatabase.WAIT);
        assertEquals(new Progress(500, 1_201), steps.getFirst());
        var done = assertInstanceOf(Done.class, steps.getLast());
        assertEquals(head(workspace).root(), ((Intact) done.verdict()).root());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "UPDATE audit.entry SET data = set_byte(data, 20, get_byte(data, 20) + 1) WHERE %s"
                        + " AND seq = 4 # 4",
                "UPDATE audit.entry SET leaf = sha256('x') WHERE %s AND seq = 4 # 4",
                "UPDATE audit.entry SET data = convert_to(replace(convert_from(data, 'UTF8'),"
                        + " 'tool3', 'toolX'), 'UTF8') WHERE %s AND seq = 4; UPDATE audit.entry SET"
                        + " leaf = sha256('\\x00' || data) WHERE %s AND seq = 4 # 4",
                "UPDATE audit.entry SET data = convert_to(replace(convert_from(data, 'UTF8'),"
                        + " 'tool7', 'toolX'), 'UTF8') WHERE %s AND seq = 8; UPDATE audit.entry SET"
                        + " leaf = sha256('\\x00' || data) WHERE %s AND seq = 8 # 8",
                "DELETE FROM audit.entry WHERE %s AND seq = 4 # 4",
                "DELETE FROM audit.entry WHERE %s AND seq = 0 # 0",
                "DELETE FROM audit.entry WHERE %s AND seq > 5 # 6",
                "DELETE FROM audit.entry WHERE %s AND seq = 8 # 8",
                "UPDATE audit.entry SET seq = seq - 100 WHERE %s AND seq IN (5, 6); UPDATE"
                        + " audit.entry SET seq = -89 - seq WHERE %s AND seq < 0 # 5",
                "UPDATE audit.entry SET seq = seq + 100 WHERE %s AND seq > 3; UPDATE audit.entry"
                        + " SET seq = seq - 99 WHERE %s AND seq > 99; INSERT INTO audit.entry SELECT"
                        + " part, log_id, 4, leaf, data FROM audit.entry WHERE %s AND seq = 3 # 3",
                "INSERT INTO audit.entry SELECT part, log_id, 9, leaf, data FROM audit.entry WHERE"
                        + " %s AND seq = 8 # 9",
                "UPDATE audit.log SET size = 7 WHERE %s # 7",
                "UPDATE audit.log SET frontier = sha256('x') WHERE %s # 9"
            })
    void locates_what_was_done_to_the_rows(String tampering, long seq) throws Exception {
        String workspace = workspaceWith(8);
        assertInstanceOf(Intact.class, check(workspace));
        tamper(workspace, tampering);
        Verdict verdict = check(workspace);
        assertTrue(verdict.line().startsWith("Broken at seq " + seq + " "), verdict.line());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "UPDATE audit.index SET sub = 'somebody' WHERE %s AND seq = 4 # 4",
                "UPDATE audit.index SET tool = NULL WHERE %s AND seq = 4 # 4",
                "UPDATE audit.index SET time = time + interval '1 ms' WHERE %s AND seq = 4 # 4",
                "DELETE FROM audit.index WHERE %s AND seq = 4 # 4",
                "INSERT INTO audit.index (log_id, seq, time, eid, act) SELECT log_id, 99, now(),"
                        + " gen_random_uuid(), 'x' FROM audit.log WHERE %s # 99"
            })
    void compares_the_index_which_can_be_made_anew(String tampering, long seq) throws Exception {
        String workspace = workspaceWith(8);
        tamper(workspace, tampering);
        Verdict verdict = check(workspace);
        assertEquals(Kind.INDEX, assertInstanceOf(Broken.class, verdict).kind());
        assertEquals(seq, ((Broken) verdict).seq());
        database.count(
                "SELECT audit.rebuild_index(log_id) FROM audit.log WHERE workspace_id = '"
                        + workspace
                        + "'");
        assertInstanceOf(Intact.class, check(workspace));
    }

    @Test
    void misses_the_rows_the_head_counts() throws Exception {
        String workspace = workspaceWith(3);
        tamper(workspace, "DELETE FROM audit.entry WHERE %s AND seq > 1");
        var truncated = assertInstanceOf(Truncated.class, check(workspace));
        assertEquals(2, truncated.seq());
        assertEquals(4, truncated.expected());
    }

    @Test
    void stays_intact_while_others_append() {
        String workspace = workspaceWith(600);
        var appending =
                Multi.createFrom()
                        .range(0, 400)
                        .onItem()
                        .transformToUni(i -> log.append(event(workspace, i)))
                        .merge(8)
                        .collect()
                        .asList()
                        .subscribeAsCompletionStage();
        var verdicts = new ArrayList<Verdict>();
        while (!appending.isDone()) {
            verdicts.add(check(workspace));
        }
        verdicts.forEach(verdict -> assertInstanceOf(Intact.class, verdict, verdict.line()));
    }

    private static void tamper(String workspace, String statements) throws Exception {
        String which =
                "log_id = (SELECT log_id FROM audit.log WHERE workspace_id = '" + workspace + "')";
        database.execute(statements.replace("%s", which));
    }

    private static String workspaceWith(int entries) {
        String workspace = database.workspace();
        Multi.createFrom()
                .range(0, entries)
                .onItem()
                .transformToUniAndConcatenate(i -> log.append(event(workspace, i)))
                .collect()
                .last()
                .await()
                .atMost(AuditDatabase.WAIT);
        return workspace;
    }

    private static Event event(String workspace, int i) {
        return Event.of(workspace, "call.refused", Instant.now()).with("tool", "tool" + i);
    }

    private static void append(Event event, String field) {
        Event marked = field.equals("act") ? event : event.with(field, "wanted");
        log.append(marked).await().atMost(AuditDatabase.WAIT);
    }

    private static AuditFilter filter(String field) {
        return new AuditFilter(
                wanted(field, "sub"),
                wanted(field, "cl"),
                wanted(field, "agent"),
                wanted(field, "jti"),
                wanted(field, "key"),
                wanted(field, "tool"),
                wanted(field, "out"),
                wanted(field, "act"),
                Optional.empty(),
                Optional.empty());
    }

    private static Optional<String> wanted(String field, String name) {
        return field.equals(name) ? Optional.of("wanted") : Optional.empty();
    }

    private List<StoredEntry> between(
            String workspace, Optional<Instant> from, Optional<Instant> to) {
        Optional<String> any = Optional.empty();
        var filter = new AuditFilter(any, any, any, any, any, any, any, any, from, to);
        return list(workspace, filter, Long.MAX_VALUE, 10);
    }

    private List<StoredEntry> list(String workspace, AuditFilter filter, long before, int limit) {
        return reading.list(workspace, filter, before, limit).await().atMost(AuditDatabase.WAIT);
    }

    private Verdict check(String workspace) {
        var last = reading.check(workspace).collect().last().await().atMost(AuditDatabase.WAIT);
        return assertInstanceOf(Done.class, last).verdict();
    }

    private KnownHead head(String workspace) {
        return reading.head(workspace).await().atMost(AuditDatabase.WAIT).orElseThrow();
    }

    private static List<Long> numbers(List<StoredEntry> entries) {
        return entries.stream().map(StoredEntry::seq).toList();
    }

    private static Instant time(StoredEntry entry) {
        return Instant.parse(EntryLine.read(entry.data().getBytes()).orElseThrow().time());
    }
}
