package dev.carnet.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// When the transactions that revoked something were committed, as PostgreSQL itself noted it, and
/// when it announced them. The time it notes is that of the commit's record before this is on disk,
/// so waiting for the disk counts as a part of whatever is measured from there.
final class Commits implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    private static final String COMMITTED =
            """
            SELECT id, seq, pg_xact_commit_timestamp(xmin) AS at FROM auth.revocation
            WHERE type = 'passport' AND id = ANY ($1)
            """;

    private final PgConnection connection;
    private final Map<Long, Instant> announced = new ConcurrentHashMap<>();

    private Commits(PgConnection connection) {
        this.connection = connection;
    }

    /// One revocation's moments.
    record Commit(Instant committed, Optional<Instant> announced) {}

    /// Begins to listen. Says what is missing when PostgreSQL does not note commits.
    static Commits open(Vertx vertx, String database) throws IOException {
        PgConnection connection =
                wait(PgConnection.connect(vertx, PgConnectOptions.fromUri(database)));
        var commits = new Commits(connection);
        connection.notificationHandler(
                told -> commits.announced.put(Long.valueOf(told.getPayload()), Instant.now()));
        wait(connection.query("LISTEN carnet_change").execute());
        var noted = wait(connection.query("SHOW track_commit_timestamp").execute());
        if (!noted.iterator().next().getString(0).equals("on")) {
            connection.close();
            throw new IOException("PostgreSQL needs track_commit_timestamp = on for this");
        }
        return commits;
    }

    /// The moments of these passports' revocations; what was announced before is forgotten.
    Map<String, Commit> of(Collection<String> passports) throws IOException {
        var found = new HashMap<String, Commit>();
        var rows =
                wait(
                        connection
                                .preparedQuery(COMMITTED)
                                .execute(Tuple.of(passports.toArray(String[]::new))));
        for (Row row : rows) {
            OffsetDateTime at = row.getOffsetDateTime("at");
            if (at != null) {
                var told = Optional.ofNullable(announced.get(row.getLong("seq")));
                found.put(row.getString("id"), new Commit(at.toInstant(), told));
            }
        }
        announced.clear();
        return found;
    }

    private static <T> T wait(Future<T> answer) throws IOException {
        try {
            return answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while PostgreSQL was asked", stopped);
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException failed) {
            throw new IOException("PostgreSQL does not say when it committed", failed);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
