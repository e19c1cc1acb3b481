package dev.carnet.shared.change;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The table `feed.change`. Only `feed.append` writes it: whoever inserted past that function would
/// break the gapless order that every replica's picture rests on.
public final class ChangeStore {

    /// `$1` kind, `$2` workspace, `$3` body: for a transaction that belongs to Hibernate. It must
    /// be the last statement, because the head row stays locked until the commit.
    public static final String APPEND_SQL = "SELECT feed.append($1, $2, $3)";

    /// So many rows are read at a time; a replica further behind reads again before it serves.
    static final int BATCH_ROWS = 500;

    private static final String AFTER_SQL =
            """
            SELECT h.seq AS head, c.seq, c.kind, c.workspace_id, c.body
            FROM feed.head h LEFT JOIN LATERAL (
              SELECT * FROM feed.change WHERE seq > $1 ORDER BY seq LIMIT $2) c ON true
            ORDER BY c.seq
            """;

    /// Appends a change as the transaction's last statement, and answers its number.
    public Uni<Long> append(SqlConnection transaction, String workspace, ChangeBody body) {
        return transaction
                .preparedQuery(APPEND_SQL)
                .execute(Tuple.of(body.kind(), workspace, body.json()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /// The number of the newest change.
    public Uni<Long> head(SqlClient client) {
        return client.preparedQuery("SELECT seq FROM feed.head")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /// Appends several changes of a workspace as the transaction's last statement, in this order,
    /// and answers the last number.
    public Uni<Long> appendAll(
            SqlConnection transaction, String workspace, List<? extends ChangeBody> bodies) {
        return transaction
                .preparedQuery(
                        """
                        SELECT max(feed.append(kind, $1, body))
                        FROM (SELECT * FROM unnest($2::text[], $3::text[]) WITH ORDINALITY
                              AS t(kind, body, place) ORDER BY place) AS changes
                        """)
                .execute(
                        Tuple.of(
                                workspace,
                                bodies.stream().map(ChangeBody::kind).toArray(String[]::new),
                                bodies.stream().map(ChangeBody::json).toArray(String[]::new)))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /// The changes after that number, with the head they were read at.
    ///
    /// Fails with `UnknownChange` at a row that this release does not understand.
    public Uni<Batch> after(SqlConnection connection, long seq) {
        return connection
                .preparedQuery(AFTER_SQL)
                .execute(Tuple.of(seq, BATCH_ROWS))
                .map(ChangeStore::batch);
    }

    /// Fails with `UnknownChange` when the feed still holds a row of a kind that this release does
    /// not know: what it changed may be in tables that a snapshot of this release does not read.
    public Uni<Void> requireKnownKinds(SqlConnection connection) {
        return connection
                .preparedQuery("SELECT kind FROM feed.change WHERE kind <> ALL ($1) LIMIT 1")
                .execute(Tuple.of(ChangeJson.KINDS.toArray(String[]::new)))
                .invoke(ChangeStore::requireNone)
                .replaceWithVoid();
    }

    private static void requireNone(RowSet<Row> unknown) {
        for (Row row : unknown) {
            throw new UnknownChange("a change of unknown kind " + row.getString("kind"));
        }
    }

    /// Forgets changes so old that every replica has them in its snapshot or reloads.
    public Uni<Void> trim(SqlClient client) {
        return client.query("SELECT feed.trim()").execute().replaceWithVoid();
    }

    private static Batch batch(RowSet<Row> rows) {
        var changes = new ArrayList<Change>(rows.size());
        long head = 0;
        for (Row row : rows) {
            head = row.getLong("head");
            if (row.getLong("seq") != null) {
                changes.add(
                        new Change(
                                row.getLong("seq"),
                                row.getString("workspace_id"),
                                ChangeJson.read(row.getString("kind"), row.getString("body"))));
            }
        }
        return new Batch(head, List.copyOf(changes));
    }

    /// What one poll brought.
    ///
    /// @param head the feed's last number at that moment
    public record Batch(long head, List<Change> changes) {

        /// Whether they continue without a gap after that number; if not, rows were cleaned away or
        /// the database went back in time, and only a new snapshot helps.
        public boolean follows(long seq) {
            long next = seq;
            for (Change change : changes) {
                if (change.seq() != ++next) {
                    return false;
                }
            }
            return head >= next && (head == next || changes.size() == BATCH_ROWS);
        }

        /// The workspaces they concern.
        public Set<String> workspaces() {
            return changes.stream().map(Change::workspace).collect(Collectors.toUnmodifiableSet());
        }

        /// Whether nothing is left to read behind them.
        public boolean reachesHead() {
            return changes.isEmpty() || changes.getLast().seq() == head;
        }
    }
}
