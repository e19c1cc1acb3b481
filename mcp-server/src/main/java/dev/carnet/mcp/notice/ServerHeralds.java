package dev.carnet.mcp.notice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.server.Heralds;
import dev.carnet.shared.startup.ServiceConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Tells whom a rule names that a server was turned down. Why is people's own words, which they
/// read where they may see the server.
@Singleton
final class ServerHeralds implements Heralds {

    private final Telling telling;
    private final String pages;

    ServerHeralds(Telling telling, ServiceConfig config) {
        this.telling = telling;
        this.pages = config.issuer() + "/servers/";
    }

    @Override
    public Uni<Void> tell(SqlConnection transaction, TurnedDown server) {
        ObjectNode body =
                Json.object()
                        .put("id", server.server())
                        .put("server", server.server())
                        .put("slug", server.slug())
                        .put("by", server.by())
                        .put("rejected_at", server.at().toString())
                        .put("url", pages + server.server());
        return telling.tell(
                transaction,
                List.of(
                        new News(
                                server.workspace(),
                                server.server() + ":rejected:" + server.version(),
                                Kinds.REJECTED,
                                Optional.empty(),
                                List.of(),
                                Kinds.REJECTED,
                                "rejection",
                                body)));
    }
}
