package dev.carnet.mcp.server;

import dev.carnet.mcp.server.Heralds.TurnedDown;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;

/// How a server is turned down, whoever does it: the row, and whoever wants to know.
@Singleton
final class Rejecting {

    private final ServerStore store;
    private final Heralds heralds;

    Rejecting(ServerStore store, Heralds heralds) {
        this.store = store;
        this.heralds = heralds;
    }

    /// Whether it was still the version that was looked at.
    Uni<Boolean> reject(
            SqlConnection transaction, ServerRow server, Server.RejectionView rejection) {
        return store.reject(transaction, server, rejection)
                .call(done ->
                        done
                                ? heralds.tell(
                                        transaction,
                                        new TurnedDown(
                                                server.workspace(),
                                                server.id(),
                                                server.slug(),
                                                server.version(),
                                                rejection.by(),
                                                rejection.at()))
                                : Uni.createFrom().voidItem());
    }
}
