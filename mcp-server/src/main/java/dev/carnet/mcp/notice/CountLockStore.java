package dev.carnet.mcp.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/// A lock, not a table: who counts the rules, destinations or codes of a workspace to add one is
/// alone with it until the transaction ends, so that no two of them both see room for one more.
@ApplicationScoped
public class CountLockStore {

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('notices ' || $1, 0))";

    Uni<Void> take(SqlConnection transaction, String workspace) {
        return transaction.preparedQuery(LOCK).execute(Tuple.of(workspace)).replaceWithVoid();
    }
}
