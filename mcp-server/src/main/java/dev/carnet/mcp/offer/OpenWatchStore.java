package dev.carnet.mcp.offer;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Reads which begins have no end in the record yet. Their writer adds and removes them with the
/// entries themselves.
@Singleton
final class OpenWatchStore {

    private final Pool pool;

    OpenWatchStore(Pool pool) {
        this.pool = pool;
    }

    /// Those of these begins that are open.
    Uni<Set<String>> open(Collection<String> begins) {
        return pool.preparedQuery("SELECT eid FROM audit.open_call WHERE eid = ANY ($1)")
                .execute(Tuple.of(begins.stream().map(UUID::fromString).toArray(UUID[]::new)))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getUUID("eid").toString())
                                .collect(Collectors.toSet()));
    }
}
