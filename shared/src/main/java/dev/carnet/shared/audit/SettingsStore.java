package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads the server's settings as they hold for this session.
final class SettingsStore {

    private static final String READ =
            "SELECT name, setting FROM pg_catalog.pg_settings WHERE name = ANY ($1)";

    private SettingsStore() {}

    static Uni<Map<String, String>> read(SqlClient client, Set<String> names) {
        return client.preparedQuery(READ)
                .execute(Tuple.of(names.toArray(String[]::new)))
                .map(rows -> {
                    var settings = new TreeMap<String, String>();
                    rows.forEach(row -> settings.put(row.getString(0), row.getString(1)));
                    return settings;
                });
    }
}
