package dev.carnet.journeys.kills;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/// What the live database says, read as its superuser: the auditor's view past both services.
record Stored(DataSource database) {

    /// A workspace's log, in order.
    List<Entry> log(String origin) throws SQLException {
        return rows(
                "SELECT seq, leaf, data FROM audit.entry JOIN audit.log USING (log_id)"
                        + " WHERE origin = '"
                        + origin
                        + "' ORDER BY seq",
                row -> Entry.of(row.getLong(1), row.getBytes(2), row.getBytes(3)));
    }

    /// How many entries of that end of calls all logs have together (`begin`, `end`).
    long entries(String end) throws SQLException {
        return rows(
                        "SELECT count(*) FROM audit.index WHERE act = 'tool.call." + end + "'",
                        row -> row.getLong(1))
                .getFirst();
    }

    /// State changes that wait for their entry.
    long outbox() throws SQLException {
        return rows("SELECT count(*) FROM audit.outbox", row -> row.getLong(1)).getFirst();
    }

    /// Names of API keys, with how many rows have each.
    Map<String, Long> keyNames() throws SQLException {
        var names = new TreeMap<String, Long>();
        rows(
                "SELECT name, count(*) FROM auth.api_key GROUP BY name",
                row -> names.put(row.getString(1), row.getLong(2)));
        return names;
    }

    /// The settings without which an answer may be lost, as the server runs with them now.
    Map<String, String> durability() throws SQLException {
        var settings = new TreeMap<String, String>();
        rows(
                "SELECT name, setting FROM pg_settings"
                        + " WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')",
                row -> settings.put(row.getString(1), row.getString(2)));
        return settings;
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String sql, Reading<T> reading) throws SQLException {
        var read = new ArrayList<T>();
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                read.add(reading.of(rows));
            }
        }
        return read;
    }
}
