package dev.carnet.shared.usage;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;

/// Remembers when each key was last used. Every replica writes; the newest time wins whatever the
/// order. Losing a row costs a date in a list and nothing else.
public final class KeyUseStore {

    private static final String SQL =
            """
            INSERT INTO gateway.key_use AS known (workspace_id, key_id, used_at)
            SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
            ON CONFLICT (workspace_id, key_id)
            DO UPDATE SET used_at = GREATEST(known.used_at, excluded.used_at)
            """;

    private final Pool pool;

    /// In that database.
    public KeyUseStore(Pool pool) {
        this.pool = pool;
    }

    /// Writes them in one statement, in the order of their names so that replicas do not deadlock.
    public Uni<Void> write(List<KeyUses.Use> uses) {
        if (uses.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var sorted =
                uses.stream().sorted((a, b) -> a.name().key().compareTo(b.name().key())).toList();
        return pool.preparedQuery(SQL)
                .execute(
                        Tuple.of(
                                sorted.stream()
                                        .map(use -> use.name().workspace())
                                        .toArray(String[]::new),
                                sorted.stream().map(use -> use.name().key()).toArray(String[]::new),
                                sorted.stream()
                                        .map(use -> use.at().atOffset(ZoneOffset.UTC))
                                        .toArray(java.time.OffsetDateTime[]::new)))
                .replaceWithVoid();
    }
}
