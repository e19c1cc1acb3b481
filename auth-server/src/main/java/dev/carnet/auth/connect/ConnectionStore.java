package dev.carnet.auth.connect;

import dev.carnet.shared.desk.Columns;
import dev.carnet.shared.secret.Keysets;
import dev.carnet.shared.secret.Letterbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// The table `gateway.connection`, as far as people write it: they make connections and end them.
/// mcp-server alone opens what is in them, tells providers, and removes what has ended.
@Singleton
final class ConnectionStore {

    /// Where letters to mcp-server go, as soon as it has started for the first time.
    Uni<Optional<Letterbox.Slot>> slot(SqlClient client) {
        return client.preparedQuery("SELECT slot FROM gateway.letterbox WHERE one")
                .execute()
                .map(rows -> Columns.first(rows, row -> slot(row.getString("slot"))));
    }

    private static Letterbox.Slot slot(String json) {
        try {
            return Keysets.slot(json);
        } catch (GeneralSecurityException foreign) {
            throw new IllegalStateException("a letterbox that cannot be read", foreign);
        }
    }

    /// Puts a connection in the place of the one before it. Tokens come from where they were
    /// proven; a key counts once mcp-server has tried it. The tokens before it are not revoked: at
    /// many providers that would end the new ones, too.
    Uni<Void> replace(SqlConnection transaction, Fresh fresh) {
        var place = fresh.place();
        return transaction
                .preparedQuery(
                        """
                        DELETE FROM gateway.connection
                        WHERE workspace_id = $1 AND person_id = $2 AND server_id = $3
                          AND ended_at IS NULL
                        """)
                .execute(Tuple.of(place.workspace(), place.person(), place.server()))
                .chain(() -> insert(transaction, fresh))
                .replaceWithVoid();
    }

    private static Uni<RowSet<Row>> insert(SqlConnection transaction, Fresh fresh) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO gateway.connection (workspace_id, connection_id, server_id, person_id,
                          kind, resource, issuer, scope, last_four, letter, renewable,
                          token_expires_at, created_at, private_allowed, trial)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,
                          CASE $5 WHEN 'key' THEN 'open' ELSE 'proven' END)
                        """)
                .execute(
                        Tuple.tuple()
                                .addString(fresh.place().workspace())
                                .addString(fresh.place().connection())
                                .addString(fresh.place().server())
                                .addString(fresh.place().person())
                                .addString(fresh.kind())
                                .addString(fresh.resource())
                                .addString(fresh.issuer())
                                .addString(fresh.scope())
                                .addString(fresh.lastFour())
                                .addValue(fresh.letter())
                                .addBoolean(fresh.renewable())
                                .addValue(fresh.tokenExpiresAt().map(Columns::time).orElse(null))
                                .addOffsetDateTime(Columns.time(fresh.at()))
                                .addBoolean(fresh.privateAllowed()));
    }

    /// Whether that is a connection of that person that has not ended.
    Uni<Boolean> owns(SqlClient client, String workspace, String person, String connection) {
        return client.preparedQuery(
                        """
                        SELECT FROM gateway.connection
                        WHERE workspace_id = $1 AND person_id = $2 AND connection_id = $3
                          AND ended_at IS NULL
                        """)
                .execute(Tuple.of(workspace, person, connection))
                .map(rows -> rows.size() == 1);
    }
}
