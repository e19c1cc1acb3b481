package dev.carnet.local.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads logs as they are stored. Whatever is in a row comes out, be it damaged: judging is the
/// verifier's part.
final class ExportStore {

    private static final int ROWS_AT_ONCE = 1_000;

    private static final String HEADS =
            """
            SELECT log_id, origin, size, last_leaf, frontier FROM audit.log
            WHERE ?::text IS NULL OR workspace_id = ?
            ORDER BY log_id\
            """;

    private static final String ENTRIES =
            "SELECT data FROM audit.entry WHERE log_id = ? ORDER BY seq";

    private ExportStore() {}

    /// A head row.
    static final class StoredHead {

        private final int logId;
        private final String origin;
        private final long size;
        private final byte[] leaf;
        private final byte[] frontier;

        private StoredHead(ResultSet row) throws SQLException {
            logId = row.getInt(1);
            origin = row.getString(2);
            size = row.getLong(3);
            leaf = row.getBytes(4);
            frontier = row.getBytes(5);
        }

        String origin() {
            return origin;
        }

        long size() {
            return size;
        }

        byte[] leaf() {
            return leaf;
        }

        byte[] frontier() {
            return frontier;
        }
    }

    static List<StoredHead> heads(Connection snapshot, Optional<String> workspace)
            throws SQLException {
        try (var query = snapshot.prepareStatement(HEADS)) {
            query.setString(1, workspace.orElse(null));
            query.setString(2, workspace.orElse(null));
            var heads = new ArrayList<StoredHead>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    heads.add(new StoredHead(rows));
                }
            }
            return heads;
        }
    }

    /// Writes a log's entries, each followed by LF, a thousand in memory at most.
    ///
    /// @return how many
    static long copy(Connection snapshot, StoredHead head, OutputStream out)
            throws SQLException, IOException {
        try (var query = snapshot.prepareStatement(ENTRIES)) {
            query.setFetchSize(ROWS_AT_ONCE);
            query.setInt(1, head.logId);
            long count = 0;
            try (ResultSet rows = query.executeQuery()) {
                for (; rows.next(); count++) {
                    out.write(rows.getBytes(1));
                    out.write('\n');
                }
            }
            return count;
        }
    }
}
