package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.UsageView.Item;
import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.desk.Slice;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `gateway.usage_count`.
@Singleton
final class UsageStore {

    private static final Map<String, String> COLUMNS =
            Map.of(
                    "tool", "tool",
                    "upstream", "upstream",
                    "subject", "subject",
                    "agent", "agent",
                    "day", "day::text");

    /// What can be counted by.
    static Set<String> dimensions() {
        return COLUMNS.keySet();
    }

    /// Which calls are added up, and by what.
    record Span(String workspace, LocalDate from, LocalDate to, String by) {}

    /// Most calls first. Who is counted while somebody turns pages may come twice or not at all.
    Uni<List<Item>> items(SqlClient client, Span span, Slice slice) {
        String column = COLUMNS.getOrDefault(span.by(), "tool");
        return client.preparedQuery(
                        """
                        SELECT name, calls FROM (
                            SELECT %s AS name, sum(calls)::bigint AS calls
                            FROM gateway.usage_count
                            WHERE workspace_id = $1 AND day BETWEEN $2 AND $3 GROUP BY 1) AS item
                        WHERE $4::bigint IS NULL OR calls < $4 OR calls = $4 AND name > $5::text
                        ORDER BY calls DESC, name LIMIT $6
                        """
                                .formatted(column))
                .execute(
                        Tuple.tuple()
                                .addString(span.workspace())
                                .addLocalDate(span.from())
                                .addLocalDate(span.to())
                                .addLong(
                                        slice.after()
                                                .map(last -> last.at().getEpochSecond())
                                                .orElse(null))
                                .addString(Columns.afterId(slice))
                                .addInteger(slice.rows()))
                .map(rows ->
                        Columns.list(
                                rows,
                                row -> new Item(row.getString("name"), row.getLong("calls"))));
    }

    Uni<Long> total(SqlClient client, String workspace, LocalDate from, LocalDate to) {
        return client.preparedQuery(
                        """
                        SELECT coalesce(sum(calls), 0)::bigint AS calls FROM gateway.usage_count
                        WHERE workspace_id = $1 AND day BETWEEN $2 AND $3
                        """)
                .execute(Tuple.of(workspace, from, to))
                .map(rows -> rows.iterator().next().getLong("calls"));
    }
}
