package dev.carnet.local.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.carnet.database.EmbeddedDatabase;
import dev.carnet.database.Migrations;
import dev.carnet.shared.audit.AuditLogs;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.audit.GroupCommitLog;
import dev.carnet.shared.chain.Frontier;
import dev.carnet.shared.chain.Merkle;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.pgclient.PgConnectOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Out of a real database, into a file, and what an auditor finds in it.
class AuditExportTest {

    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final AuditLogs LOGS = new AuditLogs("audit.test", Clock.systemUTC());

    @TempDir private static Path folder;
    private static EmbeddedDatabase database;
    private static GroupCommitLog log;
    private static Vertx vertx;

    private String workspace = "";
    private Path file = folder;
    private Path kept = folder;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        database = EmbeddedDatabase.start(folder.resolve("data"), 0);
        Migrations.run(database.owner());
        Migrations.setPasswords(database.owner(), Map.of("carnet_mcp", "of-this-test"));
        AeadConfig.register();
        Aead keyset =
                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                        .getPrimitive(RegistryConfiguration.get(), Aead.class);
        log = new GroupCommitLog(vertx, options(), LOGS, Clock.systemUTC(), keyset, "test");
        log.start().await().atMost(WAIT);
    }

    @AfterAll
    static void stop() throws Exception {
        log.close().await().atMost(WAIT);
        vertx.closeAndAwait();
        database.close();
    }

    @BeforeEach
    void write() throws Exception {
        workspace = "ws_" + System.nanoTime();
        PgConnection connection = PgConnection.connectAndAwait(vertx, options());
        LOGS.create(connection, workspace).await().atMost(WAIT);
        connection.closeAndAwait();
        append(8);
        file = folder.resolve(workspace + ".jsonl");
        export(Optional.of(workspace));
        kept =
                Files.move(
                        folder.resolve(workspace + ".jsonl.head"),
                        folder.resolve("kept"),
                        StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void exports_the_stored_bytes_and_the_head() throws Exception {
        List<String> lines = Files.readAllLines(file);
        assertEquals(10, lines.size());
        for (int seq = 0; seq < 9; seq++) {
            assertTrue(lines.get(seq).contains("\"seq\":" + seq + ","));
        }
        assertTrue(lines.get(9).startsWith("{\"head\":{"));
        assertEquals(lines.subList(9, 10), Files.readAllLines(kept));
        assertVerdict("Intact 9 entries of audit.test/ws/", 0, Optional.empty());
        append(3);
        export(Optional.of(workspace));
        assertVerdict("Intact 12 entries", 0, Optional.of(kept));
    }

    @Test
    void exports_every_log_when_none_is_named() throws Exception {
        // What the other tests have damaged.
        tamper("DELETE FROM audit.log WHERE NOT %s AND workspace_id <> 'system'");
        export(Optional.empty());
        var out = new StringWriter();
        assertEquals(0, AuditVerify.run(file, Optional.of(kept), new PrintWriter(out)));
        List<String> lines = out.toString().lines().toList();
        assertEquals("Intact 2 logs", lines.getLast());
        assertEquals(3, lines.size());
    }

    @Test
    void says_when_there_is_no_such_log() throws Exception {
        var out = new StringWriter();
        int code =
                AuditExport.run(
                        database.owner(),
                        folder.resolve("none"),
                        Optional.of("ws_nowhere"),
                        new PrintWriter(out));
        assertEquals(AuditVerify.UNREADABLE, code);
        assertEquals("no log of workspace ws_nowhere", out.toString().strip());
    }

    @Test
    void finds_a_row_changed_by_hand() throws Exception {
        tamper(
                "UPDATE audit.entry SET data = set_byte(data, 25, get_byte(data, 25) + 1)"
                        + " WHERE %s AND seq = 5");
        export(Optional.of(workspace));
        assertVerdict("Broken at seq 5 ", AuditVerify.BROKEN, Optional.empty());
    }

    @Test
    void finds_a_row_that_now_holds_two_lines() throws Exception {
        tamper("UPDATE audit.entry SET data = set_byte(data, 25, 10) WHERE %s AND seq = 5");
        export(Optional.of(workspace));
        assertVerdict("Broken at seq 5 ", AuditVerify.BROKEN, Optional.empty());
    }

    @Test
    void finds_a_cut_whose_head_was_left_alone() throws Exception {
        tamper("DELETE FROM audit.entry WHERE %s AND seq > 6");
        export(Optional.of(workspace));
        assertVerdict("Broken at seq 7 ", AuditVerify.TRUNCATED, Optional.empty());
    }

    @Test
    void finds_a_damaged_head() throws Exception {
        tamper("UPDATE audit.log SET frontier = '\\x00' WHERE %s");
        export(Optional.of(workspace));
        assertVerdict("Broken at seq 9 ", AuditVerify.BROKEN, Optional.empty());
    }

    @Test
    void finds_a_cut_with_repaired_head_only_against_a_head_kept_earlier() throws Exception {
        tamper("DELETE FROM audit.entry WHERE %s AND seq > 6");
        repairHead();
        export(Optional.of(workspace));
        assertVerdict("Intact 7 entries", AuditVerify.INTACT, Optional.empty());
        assertVerdict("Broken at seq 7 ", AuditVerify.TRUNCATED, Optional.of(kept));
    }

    @Test
    void finds_a_recomputed_chain_only_against_a_head_kept_earlier() throws Exception {
        recompute();
        repairHead();
        export(Optional.of(workspace));
        assertVerdict("Intact 9 entries", AuditVerify.INTACT, Optional.empty());
        assertVerdict("Broken at seq 8 ", AuditVerify.BROKEN, Optional.of(kept));
    }

    @Test
    void finds_lines_cut_from_the_file() throws Exception {
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, 6));
        assertVerdict("Broken at seq 6 ", AuditVerify.BROKEN, Optional.empty());
        Files.write(file, List.of());
        assertVerdict("Broken at seq 0 ", AuditVerify.BROKEN, Optional.empty());
    }

    @Test
    void refuses_a_head_file_without_a_head() throws Exception {
        Path empty = Files.createFile(folder.resolve(workspace + ".empty"));
        assertVerdict("no head in " + empty, AuditVerify.UNREADABLE, Optional.of(empty));
    }

    private void assertVerdict(String begins, int code, Optional<Path> head) throws Exception {
        var out = new StringWriter();
        assertEquals(code, AuditVerify.run(file, head, new PrintWriter(out)), out.toString());
        String last = out.toString().lines().toList().getLast();
        assertTrue(last.startsWith(begins), last);
    }

    private void export(Optional<String> which) throws Exception {
        var out = new PrintWriter(new StringWriter());
        assertEquals(0, AuditExport.run(database.owner(), file, which, out));
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            Event event = Event.of(workspace, "call.refused", Instant.now()).with("id", "x" + i);
            log.append(event.hide("ip", "192.0.2.1")).await().atMost(WAIT);
        }
    }

    private void tamper(String statement) throws Exception {
        try (Connection connection = database.owner().getConnection()) {
            connection.createStatement().execute(statement.formatted(which()));
        }
    }

    private String which() {
        return "log_id = (SELECT log_id FROM audit.log WHERE workspace_id = '" + workspace + "')";
    }

    /// Somebody with the database and the source code: entry 4 is changed, all that follow it too.
    private void recompute() throws Exception {
        try (Connection connection = database.owner().getConnection();
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE audit.entry SET data = ?, leaf = ? WHERE seq = ? AND "
                                        + which())) {
            List<String> lines = Files.readAllLines(file).subList(0, 9);
            String previous = "";
            for (int seq = 0; seq < 9; seq++) {
                String line = seq == 4 ? lines.get(4).replace("\"x3\"", "\"xx\"") : lines.get(seq);
                byte[] data =
                        (seq < 5 ? line : follow(line, previous)).getBytes(StandardCharsets.UTF_8);
                previous = Base64.getEncoder().encodeToString(Merkle.leaf(data));
                update.setBytes(1, data);
                update.setBytes(2, Merkle.leaf(data));
                update.setLong(3, seq);
                update.execute();
            }
        }
    }

    private static String follow(String line, String previous) {
        return line.replaceFirst(
                "\"prev\":\"[^\"]+\"", Matcher.quoteReplacement("\"prev\":\"" + previous + "\""));
    }

    private void repairHead() throws Exception {
        var frontier = Frontier.empty();
        byte[] last = {};
        try (Connection connection = database.owner().getConnection();
                var rows =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT leaf FROM audit.entry WHERE "
                                                + which()
                                                + " ORDER BY seq");
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE audit.log SET size = ?, last_leaf = ?, frontier = ? WHERE "
                                        + which())) {
            while (rows.next()) {
                last = rows.getBytes(1);
                frontier.add(last);
            }
            update.setLong(1, frontier.size());
            update.setBytes(2, last);
            update.setBytes(3, frontier.bytes());
            update.execute();
        }
    }

    private static PgConnectOptions options() {
        return new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(database.port())
                .setDatabase("postgres")
                .setUser("carnet_mcp")
                .setPassword("of-this-test");
    }
}
