package dev.carnet.mcp.service;

import dev.carnet.mcp.service.ServiceUsage.Item;
import dev.carnet.shared.desk.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Reads `gateway.usage_count` for one server.
@Singleton
final class ServiceUsageStore {

    /// What calls are counted by.
    enum By {
        TOOL("tool"),
        SUBJECT("subject"),
        DAY("day::text");

        private final String column;

        By(String column) {
            this.column = column;
        }
    }

    /// The slug of a server, and the day it was registered.
    record Place(String slug, LocalDate since) {}

    Uni<Optional<Place>> place(SqlClient client, String workspace, String server) {
        return client.preparedQuery(
                        """
                        SELECT slug, (created_at AT TIME ZONE 'UTC')::date AS since
                        FROM gateway.server WHERE workspace_id = $1 AND server_id = $2
                        """)
                .execute(Tuple.of(workspace, server))
                .map(rows ->
                        Columns.first(
                                rows,
                                row ->
                                        new Place(
                                                row.getString("slug"), row.getLocalDate("since"))));
    }

    Uni<List<Item>> items(
            SqlClient client, String workspace, Place place, LocalDate from, LocalDate to, By by) {
        return client.preparedQuery(
                        """
                        SELECT %s AS name, sum(calls)::bigint AS calls FROM gateway.usage_count
                        WHERE workspace_id = $1 AND upstream = $2 AND day BETWEEN $3 AND $4
                        GROUP BY 1 ORDER BY %s LIMIT $5
                        """
                                .formatted(by.column, by == By.DAY ? "1 DESC" : "2 DESC, 1"))
                .execute(Tuple.of(workspace, place.slug(), from, to, ServiceLimits.USAGE_ITEMS))
                .map(rows ->
                        Columns.list(
                                rows,
                                row -> new Item(row.getString("name"), row.getLong("calls"))));
    }

    Uni<Long> total(SqlClient client, String workspace, Place place, LocalDate from, LocalDate to) {
        return client.preparedQuery(
                        """
                        SELECT coalesce(sum(calls), 0)::bigint FROM gateway.usage_count
                        WHERE workspace_id = $1 AND upstream = $2 AND day BETWEEN $3 AND $4
                        """)
                .execute(Tuple.of(workspace, place.slug(), from, to))
                .map(rows -> rows.iterator().next().getLong(0));
    }
}
