package dev.carnet.auth.revocation;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/// Advisory locks between making a grant and ending everything of a client or member. Without them
/// a revocation could miss a grant whose transaction is under way, which would then live on.
@Singleton
public final class EndingLockStore {

    /// For who makes something that hangs on that client or member: many may hold it. What was
    /// revoked has to be looked up after this.
    public Uni<Void> hold(SqlConnection transaction, String workspace, String id) {
        return lock(transaction, "pg_advisory_xact_lock_shared", workspace, id);
    }

    /// For who ends everything that hangs on it: waits for all others, and they wait for it.
    Uni<Void> take(SqlConnection transaction, String workspace, String id) {
        return lock(transaction, "pg_advisory_xact_lock", workspace, id);
    }

    private static Uni<Void> lock(
            SqlConnection transaction, String function, String workspace, String id) {
        return transaction
                .preparedQuery(
                        "SELECT "
                                + function
                                + "(hashtextextended('ending ' || $1 || ' ' || $2, 0))")
                .execute(Tuple.of(workspace, id))
                .replaceWithVoid();
    }
}
