package dev.carnet.shared.signal;

import dev.carnet.shared.signal.Settings.Kept;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads `watch.detector_setting`. A row of a detector that this release does not know is as if it
/// were not there.
public final class SettingStore {

    private static final String NEWEST =
            """
            SELECT DISTINCT ON (workspace_id, detector, agent_id) workspace_id, detector, agent_id,
              version, enabled, severity, threshold, window_seconds, revoke
            FROM watch.detector_setting
            """;

    private static final String IN_ORDER =
            " ORDER BY workspace_id, detector, agent_id, version DESC";

    /// The settings of every workspace that has some.
    public Uni<Map<String, Settings>> all(SqlClient client) {
        return client.query(NEWEST + IN_ORDER).execute().map(SettingStore::byWorkspace);
    }

    /// The settings of these.
    public Uni<Map<String, Settings>> of(SqlClient client, Collection<String> workspaces) {
        return client.preparedQuery(NEWEST + " WHERE workspace_id = ANY($1)" + IN_ORDER)
                .execute(Tuple.of(workspaces.toArray(String[]::new)))
                .map(SettingStore::byWorkspace);
    }

    /// The settings of that one.
    public Uni<Settings> of(SqlClient client, String workspace) {
        return of(client, List.of(workspace))
                .map(found -> found.getOrDefault(workspace, Settings.NONE));
    }

    private static Map<String, Settings> byWorkspace(RowSet<Row> rows) {
        var all = new HashMap<String, List<Kept>>();
        for (Row row : rows) {
            kept(row)
                    .ifPresent(kept ->
                            all.computeIfAbsent(
                                            row.getString("workspace_id"), _ -> new ArrayList<>())
                                    .add(kept));
        }
        return all.entrySet().stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> Settings.of(entry.getValue())));
    }

    private static Optional<Kept> kept(Row row) {
        return Detector.of(row.getString("detector"))
                .map(detector ->
                        new Kept(
                                detector,
                                Optional.of(row.getString("agent_id"))
                                        .filter(agent -> !agent.isEmpty()),
                                row.getLong("version"),
                                setting(row)));
    }

    private static Setting setting(Row row) {
        return new Setting(
                Optional.ofNullable(row.getBoolean("enabled")),
                Optional.ofNullable(row.getString("severity")).flatMap(Severity::of),
                Optional.ofNullable(row.getDouble("threshold")),
                Optional.ofNullable(row.getInteger("window_seconds")).map(Duration::ofSeconds),
                Optional.ofNullable(row.getBoolean("revoke")));
    }
}
