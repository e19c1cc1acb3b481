package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.UsageView.Item;
import dev.carnet.shared.desk.Columns;
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

    Uni<List<Item>> items(
            SqlClient client, String workspace, LocalDate from, LocalDate to, String by, int most) {
        String column = COLUMNS.getOrDefault(by, "tool");
        return client.preparedQuery(
                        """
                        SELECT %s AS name, sum(calls)::bigint AS calls
                        FROM gateway.usage_count
                        WHERE workspace_id = $1 AND day BETWEEN $2 AND $3
                        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $4
                        """
                                .formatted(column))
                .execute(Tuple.of(workspace, from, to, most))
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
