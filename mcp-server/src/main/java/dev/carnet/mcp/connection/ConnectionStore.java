package dev.carnet.mcp.connection;

import dev.carnet.shared.connection.ConnectionPlace;
import dev.carnet.shared.connection.GivenTokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// The table `gateway.connection`, as calls use it. A renewal belongs to whoever claimed it;
/// whoever wrote a letter without the claim could bring a spent refresh token back.
@Singleton
final class ConnectionStore {

    private static final String COLUMNS =
            """
            c.workspace_id, c.connection_id, c.person_id, c.server_id, c.kind, c.resource, c.letter,
            c.renewable, c.generation, c.token_expires_at, c.renewed_at, c.claimed_until,
            c.expired_at, c.trial, c.tries, c.scope, c.wanted_scope,
            coalesce((SELECT s.private_allowed FROM gateway.server s
              WHERE s.workspace_id = c.workspace_id AND s.server_id = c.server_id),
              c.private_allowed) AS private_allowed
            """;

    /// Who was taken out of the workspace and came back has to connect again.
    private static final String LIVE =
            " FROM gateway.connection c JOIN auth.member m ON m.workspace_id = c.workspace_id"
                    + " AND m.person_id = c.person_id AND m.created_at <= c.created_at"
                    + " WHERE c.ended_at IS NULL AND c.workspace_id = $1 AND c.person_id = $2"
                    + " AND c.server_id = $3";

    private final Pool pool;

    ConnectionStore(Pool pool) {
        this.pool = pool;
    }

    /// The person's connection to that server, and a note, at most once a minute, that it is used.
    Uni<Optional<Connection>> find(String workspace, String person, String server, Instant now) {
        return pool.preparedQuery(
                        """
                        WITH noted AS (
                          UPDATE gateway.connection SET used_at = $4::timestamptz
                          WHERE workspace_id = $1 AND person_id = $2 AND server_id = $3
                            AND ended_at IS NULL
                            AND (used_at IS NULL OR used_at < $4::timestamptz - interval '1 minute'))
                        SELECT
                        """
                                + COLUMNS
                                + LIVE)
                .execute(Tuple.of(workspace, person, server, time(now)))
                .map(ConnectionStore::first);
    }

    /// Takes it upon the caller to renew this generation. Of all who try one may send the refresh
    /// token, and nobody a second time.
    Uni<Boolean> claim(Connection connection, String claim, Instant until) {
        return changed(
                pool,
                """
                UPDATE gateway.connection SET claim = $3, claimed_until = $4
                WHERE workspace_id = $1 AND connection_id = $2 AND generation = $5
                  AND claim IS NULL AND expired_at IS NULL AND ended_at IS NULL
                """,
                Tuple.of(
                        connection.place().workspace(),
                        connection.place().connection(),
                        claim,
                        time(until),
                        connection.generation()));
    }

    /// Saves what a claimed renewal gave.
    Uni<Boolean> renew(
            SqlClient transaction,
            Connection connection,
            String claim,
            Buffer letter,
            GivenTokens given,
            Instant now) {
        return changed(
                transaction,
                """
                UPDATE gateway.connection SET letter = $4, generation = generation + 1,
                  token_expires_at = $5, renewed_at = $6, claim = NULL, claimed_until = NULL
                WHERE workspace_id = $1 AND connection_id = $2 AND claim = $3
                """,
                Tuple.tuple()
                        .addString(connection.place().workspace())
                        .addString(connection.place().connection())
                        .addString(claim)
                        .addValue(letter)
                        .addValue(given.expiresAt().map(ConnectionStore::time).orElse(null))
                        .addOffsetDateTime(time(now)));
    }

    /// Lets somebody else try: nothing was given and nothing refused.
    Uni<Boolean> release(Connection connection, String claim) {
        return changed(
                pool,
                """
                UPDATE gateway.connection SET claim = NULL, claimed_until = NULL
                WHERE workspace_id = $1 AND connection_id = $2 AND claim = $3
                """,
                Tuple.of(connection.place().workspace(), connection.place().connection(), claim));
    }

    /// The person has to connect again. It counts for this generation only, so that nobody undoes a
    /// renewal they did not see.
    Uni<Boolean> expire(SqlClient transaction, Connection connection, Instant now) {
        return changed(
                transaction,
                """
                UPDATE gateway.connection SET expired_at = $4
                WHERE workspace_id = $1 AND connection_id = $2 AND generation = $3
                  AND expired_at IS NULL AND ended_at IS NULL
                """,
                Tuple.of(
                        connection.place().workspace(),
                        connection.place().connection(),
                        connection.generation(),
                        time(now)));
    }

    /// Notes what the server wants beside what was given, unless that is known.
    Uni<Boolean> want(SqlClient transaction, Connection connection, String scope) {
        return changed(
                transaction,
                """
                UPDATE gateway.connection SET wanted_scope = $3
                WHERE workspace_id = $1 AND connection_id = $2 AND wanted_scope = $4
                  AND wanted_scope <> $3 AND ended_at IS NULL
                """,
                Tuple.of(
                        connection.place().workspace(),
                        connection.place().connection(),
                        scope,
                        connection.scopes().wanted()));
    }

    private static Uni<Boolean> changed(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql).execute(values).map(rows -> rows.rowCount() == 1);
    }

    static String columns() {
        return COLUMNS;
    }

    static List<Connection> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ConnectionStore::connection)
                .toList();
    }

    private static Optional<Connection> first(RowSet<Row> rows) {
        return all(rows).stream().findFirst();
    }

    private static Connection connection(Row row) {
        return new Connection(
                new ConnectionPlace(
                        row.getString("workspace_id"),
                        row.getString("connection_id"),
                        row.getString("person_id"),
                        row.getString("server_id")),
                row.getString("kind").equals("key"),
                row.getString("resource"),
                row.get(Buffer.class, "letter"),
                row.getBoolean("renewable"),
                row.getInteger("generation"),
                time(row, "token_expires_at"),
                time(row, "renewed_at"),
                time(row, "claimed_until"),
                row.getOffsetDateTime("expired_at") != null,
                Connection.Trial.of(row.getString("trial")),
                row.getInteger("tries"),
                new Connection.Scopes(row.getString("scope"), row.getString("wanted_scope")),
                row.getBoolean("private_allowed"));
    }

    private static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
