package dev.carnet.shared.startup;

import dev.carnet.shared.audit.Durability;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;

/// Reads what a service must know about its database before it serves: the schema's version and the
/// durability settings. It only reads.
public final class DatabaseStore {

    /// The schema this release was written for.
    public static final String SCHEMA_VERSION = "45";

    private static final String VERSION_SQL =
            """
            SELECT version FROM carnet.flyway_schema_history
            WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1
            """;

    /// Fails with `RefusedToStart` unless the service may run on this database.
    public Uni<Void> check(SqlClient database) {
        return database.query(VERSION_SQL)
                .execute()
                .onFailure()
                .transform(DatabaseStore::unreadable)
                .invoke(DatabaseStore::demandVersion)
                .chain(() -> Durability.require(database))
                .onFailure(Durability.NotDurable.class)
                .transform(lossy -> new RefusedToStart(String.valueOf(lossy.getMessage())));
    }

    private static Throwable unreadable(Throwable failure) {
        return new RefusedToStart(
                "the database does not answer as a migrated one (run `carnet migrate`?): "
                        + failure.getMessage());
    }

    private static void demandVersion(RowSet<Row> rows) {
        String found = rows.size() == 0 ? "none" : rows.iterator().next().getString(0);
        if (!found.equals(SCHEMA_VERSION)) {
            throw new RefusedToStart(
                    "the schema has version "
                            + found
                            + " and this release knows version "
                            + SCHEMA_VERSION
                            + ": run `carnet migrate` of the same release");
        }
    }
}
