package dev.carnet.auth.account;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;

/// The table `auth.setup_link`. A link works once, and only while there is nobody.
@Singleton
final class SetupLinkStore {

    /// Replaces whatever link there was; if somebody owns this Carnet, none is made.
    Uni<Boolean> replace(SqlConnection transaction, Buffer hash, Instant expires) {
        return transaction
                .preparedQuery("DELETE FROM auth.setup_link WHERE used_at IS NULL")
                .execute()
                .chain(() -> insert(transaction, hash, expires));
    }

    private static Uni<Boolean> insert(SqlConnection transaction, Buffer hash, Instant expires) {
        return transaction
                .preparedQuery(
                        """
                        INSERT INTO auth.setup_link (hash, expires_at)
                        SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM auth.person)
                        """)
                .execute(Tuple.of(hash, expires.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    /// Whether the link would work now.
    Uni<Boolean> isOpen(SqlClient client, Buffer hash, Instant now) {
        return client.preparedQuery(
                        """
                        SELECT FROM auth.setup_link
                        WHERE hash = $1 AND used_at IS NULL AND expires_at > $2
                            AND NOT EXISTS (SELECT FROM auth.person)
                        """)
                .execute(Tuple.of(hash, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.size() == 1);
    }

    /// Uses the link up, or finds that somebody did before.
    Uni<Boolean> use(SqlConnection transaction, Buffer hash, Instant now) {
        return transaction
                .preparedQuery(
                        """
                        UPDATE auth.setup_link SET used_at = $2
                        WHERE hash = $1 AND used_at IS NULL AND expires_at > $2
                        """)
                .execute(Tuple.of(hash, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }
}
