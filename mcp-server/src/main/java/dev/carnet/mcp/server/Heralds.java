package dev.carnet.mcp.server;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;

/// Has those told who want to know what became of a server, in the transaction in which it does.
public interface Heralds {

    /// A server that was turned down.
    ///
    /// @param version it was turned down in
    /// @param by a person, or `system`
    record TurnedDown(
            String workspace, String server, String slug, int version, String by, Instant at) {}

    /// Puts in what they are to be told.
    Uni<Void> tell(SqlConnection transaction, TurnedDown server);
}
