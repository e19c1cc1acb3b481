package dev.carnet.mcp.server;

import dev.carnet.shared.desk.Refused;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whom Carnet's word about calls is for. A server may be known by a name that is its own, or that
/// nobody else of the workspace goes by: else what one server is shown would be good at another,
/// and whoever runs the first could speak at the second as Carnet.
final class Audiences {

    private Audiences() {}

    /// Refuses a server that goes by another's name, or that another goes by. Others wait until the
    /// transaction ends, so that of two who claim a name at once one is told.
    static Uni<Void> demandOwn(SqlConnection transaction, ServerStore store, ServerRow server) {
        return store.count(transaction, server.workspace())
                .chain(() -> store.of(transaction, List.of(server.workspace())))
                .invoke(all -> demandOwn(server.live(), all))
                .replaceWithVoid();
    }

    static void demandOwn(ServerState server, List<ServerState> all) {
        for (ServerState other : all) {
            if (!other.id().equals(server.id()) && !same(server, other)) {
                if (claims(server, other)) {
                    throw Refused.field(
                            "/authentication/audience",
                            "is that of the server " + other.slug() + ": give one of its own");
                }
                if (claims(other, server)) {
                    throw Refused.field(
                            "/address",
                            "is what the server "
                                    + other.slug()
                                    + " has as its audience: give that one another first");
                }
            }
        }
    }

    /// What is at one place is one server, however often it is registered.
    private static boolean same(ServerState one, ServerState other) {
        return place(one.destination().address()).equals(place(other.destination().address()));
    }

    /// Whether the first is shown what the second takes.
    private static boolean claims(ServerState one, ServerState other) {
        return one.authentication()
                .audience()
                .filter(name ->
                        place(name).equals(place(other.destination().address()))
                                || other.authentication().audience().equals(Optional.of(name)))
                .filter(name -> !place(name).equals(place(one.destination().address())))
                .isPresent();
    }

    /// The origin of a URL; of anything else all of it.
    private static String place(String name) {
        try {
            var uri = new URI(name);
            if (uri.getScheme() == null || uri.getHost() == null) {
                return name;
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("https") ? 443 : 80;
            return scheme
                    + "://"
                    + uri.getHost().toLowerCase(Locale.ROOT)
                    + ":"
                    + (uri.getPort() < 0 ? usual : uri.getPort());
        } catch (URISyntaxException other) {
            return name;
        }
    }
}
