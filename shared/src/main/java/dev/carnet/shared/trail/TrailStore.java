package dev.carnet.shared.trail;

import dev.carnet.shared.chain.Frontier;
import dev.carnet.shared.verify.KnownHead;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Reads the tables of the log.
final class TrailStore {

    private static final String LIST =
            """
            SELECT e.seq, e.leaf, e.data
            FROM audit.index i
            JOIN audit.entry e
              ON e.log_id = i.log_id AND e.seq = i.seq
              AND e.part = CAST(date_trunc('month', i.time AT TIME ZONE 'UTC') AS date)
            WHERE i.seq < $2
            AND i.log_id = (SELECT log_id FROM audit.log
                            WHERE workspace_id = $1 ORDER BY epoch DESC LIMIT 1)\
            """;

    private static final String NEWEST_FIRST = " ORDER BY i.seq DESC LIMIT $3";

    private static final String ONE =
            """
            SELECT e.seq, e.leaf, e.data
            FROM audit.index i
            JOIN audit.entry e
              ON e.log_id = i.log_id AND e.seq = i.seq
              AND e.part = CAST(date_trunc('month', i.time AT TIME ZONE 'UTC') AS date)
            WHERE i.log_id = (SELECT log_id FROM audit.log
                              WHERE workspace_id = $1 ORDER BY epoch DESC LIMIT 1)
            AND %s\
            """;

    private static final String OF_NUMBER = ONE.formatted("i.seq = $2");
    private static final String OF_EVENT = ONE.formatted("i.eid = $2");

    private static final String HEAD =
            """
            SELECT log_id, origin, size, last_leaf, frontier FROM audit.log
            WHERE workspace_id = $1 ORDER BY epoch DESC LIMIT 1\
            """;

    private static final String AFTER =
            """
            SELECT seq, leaf, data FROM audit.entry
            WHERE log_id = (SELECT log_id FROM audit.log
                              WHERE workspace_id = $1 ORDER BY epoch DESC LIMIT 1)
            AND seq > $2
            ORDER BY seq
            LIMIT $3\
            """;

    private static final String WITH_INDEX =
            """
            SELECT e.seq, e.leaf, e.data, i.time, i.eid, i.act, i.sub, i.agent, i.cl, i.jti,
              i.key_id AS key, i.tool, i.out
            FROM audit.entry e
            LEFT JOIN audit.index i ON i.log_id = e.log_id AND i.seq = e.seq
            WHERE e.log_id = (SELECT log_id FROM audit.log
                              WHERE workspace_id = $1 ORDER BY epoch DESC LIMIT 1)
            AND e.seq > $2 AND e.seq < $4
            ORDER BY e.seq
            LIMIT $3\
            """;

    private static final String STRAYS =
            """
            SELECT l.size,
              (SELECT min(seq) FROM audit.entry e WHERE e.log_id = l.log_id AND e.seq >= l.size)
                AS entry,
              (SELECT min(i.seq) FROM audit.index i WHERE i.log_id = l.log_id AND NOT EXISTS (
                 SELECT FROM audit.entry e WHERE e.log_id = i.log_id AND e.seq = i.seq)) AS row
            FROM audit.log l WHERE l.workspace_id = $1 ORDER BY l.epoch DESC LIMIT 1\
            """;

    private static final String BEYOND =
            """
            SELECT (SELECT min(seq) FROM audit.entry e
                WHERE e.log_id = l.log_id AND e.seq >= l.size) AS entry,
              NULL::bigint AS row
            FROM audit.log l WHERE l.workspace_id = $1 ORDER BY l.epoch DESC LIMIT 1\
            """;

    private TrailStore() {}

    /// An entry and its index row.
    record Indexed(StoredEntry entry, Optional<IndexRow> row) {}

    /// The first entry after the head, and the first index row without an entry, if there are any.
    record Strays(Optional<Long> entry, Optional<Long> row) {}

    static Uni<List<StoredEntry>> list(
            SqlClient client, String workspace, AuditFilter filter, long before, int limit) {
        var values = new ArrayList<Object>(List.of(workspace, before, limit));
        String sql = LIST + FilterSql.conditions(filter, values) + NEWEST_FIRST;
        return client.preparedQuery(sql)
                .execute(Tuple.tuple(values))
                .map(rows -> all(rows, TrailStore::entry));
    }

    static Uni<Optional<StoredEntry>> numbered(SqlClient client, String workspace, long seq) {
        return one(client, OF_NUMBER, Tuple.of(workspace, seq));
    }

    static Uni<Optional<StoredEntry>> of(SqlClient client, String workspace, UUID eid) {
        return one(client, OF_EVENT, Tuple.of(workspace, eid));
    }

    private static Uni<Optional<StoredEntry>> one(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql)
                .execute(values)
                .map(rows -> all(rows, TrailStore::entry).stream().findFirst());
    }

    static Uni<Optional<KnownHead>> head(SqlClient client, String workspace) {
        return client.preparedQuery(HEAD)
                .execute(Tuple.of(workspace))
                .map(rows -> all(rows, TrailStore::head).stream().findFirst());
    }

    static Uni<List<StoredEntry>> after(SqlClient client, String workspace, long seq, int limit) {
        return client.preparedQuery(AFTER)
                .execute(Tuple.of(workspace, seq, limit))
                .map(rows -> all(rows, TrailStore::entry));
    }

    static Uni<List<Indexed>> indexed(
            SqlClient client, String workspace, long after, long before, int limit) {
        return client.preparedQuery(WITH_INDEX)
                .execute(Tuple.of(workspace, after, limit, before))
                .map(rows -> all(rows, row -> new Indexed(entry(row), IndexRow.of(row))));
    }

    static Uni<Strays> strays(SqlClient client, String workspace) {
        return strays(client, workspace, STRAYS);
    }

    /// The first entry after the head alone, which costs no look at all the others.
    static Uni<Strays> beyond(SqlClient client, String workspace) {
        return strays(client, workspace, BEYOND);
    }

    private static Uni<Strays> strays(SqlClient client, String workspace, String sql) {
        return client.preparedQuery(sql)
                .execute(Tuple.of(workspace))
                .map(rows ->
                        all(rows, TrailStore::strays).stream()
                                .findFirst()
                                .orElse(new Strays(Optional.empty(), Optional.empty())));
    }

    private static StoredEntry entry(Row row) {
        return new StoredEntry(
                row.getLong("seq"),
                row.getBuffer("leaf").getDelegate(),
                row.getBuffer("data").getDelegate());
    }

    private static Strays strays(Row row) {
        return new Strays(
                Optional.ofNullable(row.getLong("entry")), Optional.ofNullable(row.getLong("row")));
    }

    private static KnownHead head(Row row) {
        long size = row.getLong("size");
        return new KnownHead(
                row.getString("origin"),
                size,
                root(size, row.getBuffer("frontier").getBytes()),
                Base64.getEncoder().encodeToString(row.getBuffer("last_leaf").getBytes()));
    }

    /// Empty when the stored frontier is damaged, which no log's root is.
    private static String root(long size, byte[] frontier) {
        try {
            return Base64.getEncoder().encodeToString(Frontier.of(size, frontier).root());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> reading) {
        var list = new ArrayList<T>();
        rows.forEach(row -> list.add(reading.apply(row)));
        return list;
    }
}
