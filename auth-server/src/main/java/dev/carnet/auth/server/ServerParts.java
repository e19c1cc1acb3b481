package dev.carnet.auth.server;

import dev.carnet.auth.operator.PageCursors;
import dev.carnet.auth.operator.Place;
import dev.carnet.auth.server.ServerPage.Card;
import dev.carnet.auth.server.ServersPage.Table;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// The parts of the pages that change while somebody looks, as they are now. What they say of
/// themselves is read first: if something changes meanwhile, the part is only shown once more.
@Singleton
final class ServerParts {

    private final SeenServerStore servers;
    private final ServerView view;
    private final PageCursors cursors;
    private final Pool pool;

    ServerParts(SeenServerStore servers, ServerView view, PageCursors cursors, Pool pool) {
        this.servers = servers;
        this.view = view;
        this.cursors = cursors;
        this.pool = pool;
    }

    /// Of which workspace that server is, if it is one of that person's.
    Uni<String> workspace(String person, String id) {
        return servers.workspace(pool, person, id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    Uni<String> state(Place place) {
        return servers.state(pool, place.workspace());
    }

    /// The page of the table that the request asks for.
    Uni<Table> table(Place place, HttpServerRequest request) {
        String list = "servers\n" + place.workspace();
        return state(place)
                .chain(state ->
                        servers.list(
                                        pool,
                                        place.workspace(),
                                        cursors.after(request, list),
                                        ServerLimits.ON_A_PAGE + 1)
                                .map(found -> table(place, list, found, state)));
    }

    private Table table(Place place, String list, List<SeenServer> found, String state) {
        String next = cursors.next(list, found, ServerLimits.ON_A_PAGE, SeenServer::position);
        List<SeenServer> shown = found.stream().limit(ServerLimits.ON_A_PAGE).toList();
        return view.table(place, shown, next, state);
    }

    /// The card of that server, if it is one of the workspace.
    ///
    /// @param again whether it is put into a page that somebody looks at already
    Uni<Optional<Card>> card(Place place, String id, boolean again) {
        return state(place)
                .chain(state ->
                        servers.find(pool, place.workspace(), id)
                                .chain(found ->
                                        found.map(server -> card(place, server, again, state))
                                                .orElseGet(() ->
                                                        Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<Optional<Card>> card(Place place, SeenServer server, boolean again, String state) {
        return tests(place, server)
                .map(tests -> Optional.of(view.card(place, server, tests, again, state)));
    }

    private Uni<List<SeenServer.Test>> tests(Place place, SeenServer server) {
        return Role.AUDITORS.contains(place.role())
                ? servers.tests(pool, server, ServerLimits.TESTS)
                : Uni.createFrom().item(List.of());
    }
}
