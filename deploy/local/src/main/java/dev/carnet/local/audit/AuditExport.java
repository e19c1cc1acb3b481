package dev.carnet.local.audit;

import dev.carnet.local.audit.ExportStore.StoredHead;
import dev.carnet.shared.chain.Frontier;
import dev.carnet.shared.verify.KnownHead;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// `carnet audit export --out FILE [--workspace W]`. The file holds, for each log, every stored
/// entry as one line of exactly its stored bytes, then one head line (`{"head":…}`). Beside it,
/// `FILE.head` repeats the head lines: kept elsewhere, it is what `verify --head` compares a later
/// export with.
public final class AuditExport {

    private AuditExport() {}

    /// Exports one workspace's logs, or all with the log of events without a workspace.
    ///
    /// @return the exit code
    public static int run(
            DataSource database, Path file, Optional<String> workspace, PrintWriter out)
            throws IOException, SQLException {
        try (Connection snapshot = database.getConnection()) {
            snapshot.setAutoCommit(false);
            snapshot.setReadOnly(true);
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            List<StoredHead> heads = ExportStore.heads(snapshot, workspace);
            if (heads.isEmpty()) {
                out.println("no log of workspace " + workspace.orElse("any"));
                out.flush();
                return AuditVerify.UNREADABLE;
            }
            long entries = write(snapshot, heads, file);
            snapshot.rollback();
            out.println(heads.size() + " logs, " + entries + " entries in " + file);
            out.flush();
            return AuditVerify.INTACT;
        }
    }

    private static long write(Connection snapshot, List<StoredHead> heads, Path file)
            throws IOException, SQLException {
        long entries = 0;
        Path beside = file.resolveSibling(file.getFileName() + ".head");
        try (OutputStream lines = new BufferedOutputStream(Files.newOutputStream(file));
                OutputStream kept = new BufferedOutputStream(Files.newOutputStream(beside))) {
            for (StoredHead head : heads) {
                entries += ExportStore.copy(snapshot, head, lines);
                byte[] line = (known(head).line() + "\n").getBytes(StandardCharsets.UTF_8);
                lines.write(line);
                kept.write(line);
            }
        }
        return entries;
    }

    private static KnownHead known(StoredHead head) {
        return new KnownHead(head.origin(), head.size(), root(head), base64(head.leaf()));
    }

    /// The root the head row stands for; empty when its frontier is damaged, which no log's root
    /// is.
    private static String root(StoredHead head) {
        try {
            return base64(Frontier.of(head.size(), head.frontier()).root());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String base64(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }
}
