package dev.carnet.shared.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The server settings without which "durable" is only a word.
public final class Durability {

    private static final Map<String, Set<String>> REQUIRED =
            Map.of(
                    "fsync", Set.of("on"),
                    "full_page_writes", Set.of("on"),
                    "synchronous_commit", Set.of("on", "remote_apply"));

    private Durability() {}

    /// A setting that loses what was acknowledged.
    public record Lossy(String name, String value) {}

    /// The server would lose acknowledged entries.
    public static final class NotDurable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotDurable(List<Lossy> settings) {
            super("PostgreSQL would lose acknowledged entries: " + settings);
        }
    }

    /// Which settings of this connection's server and session are lossy; none means durable.
    public static Uni<List<Lossy>> check(SqlClient client) {
        return SettingsStore.read(client, REQUIRED.keySet()).map(Durability::judge);
    }

    /// Fails with `NotDurable` unless every setting is as it must be.
    public static Uni<Void> require(SqlClient client) {
        return check(client)
                .invoke(lossy -> {
                    if (!lossy.isEmpty()) {
                        throw new NotDurable(lossy);
                    }
                })
                .replaceWithVoid();
    }

    private static List<Lossy> judge(Map<String, String> settings) {
        return settings.entrySet().stream()
                .filter(setting -> !allowed(setting.getKey()).contains(setting.getValue()))
                .map(setting -> new Lossy(setting.getKey(), setting.getValue()))
                .toList();
    }

    private static Set<String> allowed(String setting) {
        return REQUIRED.getOrDefault(setting, Set.of());
    }
}
