package dev.carnet.shared.standing;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;

/// Advisory locks between making something and ending everything of who makes it. Without them a
/// revocation could miss a row whose transaction is under way, which would then live on.
@Singleton
public final class EndingLockStore {

    private static final String SHARED =
            """
            SELECT pg_advisory_xact_lock_shared(hashtextextended('ending ' || $1 || ' ' || id, 0))
            FROM (SELECT id FROM unnest($2::text[] || $1::text) AS given(id) ORDER BY id) AS ordered
            """;

    private static final String EXCLUSIVE =
            "SELECT pg_advisory_xact_lock(hashtextextended('ending ' || $1 || ' ' || $2, 0))";

    /// For who makes something that hangs on those clients, members, agents and so on, and on the
    /// workspace itself: many may hold them. What was revoked has to be looked up after this, by
    /// another statement.
    public Uni<Void> hold(SqlConnection transaction, String workspace, List<String> ids) {
        return transaction
                .preparedQuery(SHARED)
                .execute(Tuple.of(workspace, ids.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /// For who ends everything that hangs on it: waits for all others, and they wait for it.
    public Uni<Void> take(SqlConnection transaction, String workspace, String id) {
        return transaction
                .preparedQuery(EXCLUSIVE)
                .execute(Tuple.of(workspace, id))
                .replaceWithVoid();
    }
}
