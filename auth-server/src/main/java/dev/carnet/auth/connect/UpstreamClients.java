package dev.carnet.auth.connect;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.connection.OurClient;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.fetch.Fetches;
import dev.carnet.shared.fetch.Within;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What admins do with the clients that Carnet is.
@Singleton
final class UpstreamClients {

    private final UpstreamClientStore store;
    private final OurDocument document;
    private final UpstreamStore upstreams;
    private final Fetches fetches;
    private final Clock clock;

    UpstreamClients(
            UpstreamClientStore store,
            OurDocument document,
            UpstreamStore upstreams,
            Fetches fetches,
            Clock clock) {
        this.store = store;
        this.document = document;
        this.upstreams = upstreams;
        this.fetches = fetches;
        this.clock = clock;
    }

    Uni<Deed> give(SqlConnection transaction, ApiCall call, UpstreamClientRequest body) {
        return upstreams
                .privateOnes(transaction, call.workspace())
                .invoke(servers -> demandReachable(body.issuer(), servers))
                .chain(() -> given(transaction, call, body));
    }

    /// Where people could be sent, on behalf of any server of the workspace.
    private void demandReachable(String issuer, List<String> servers) {
        boolean reachable =
                Stream.concat(
                                Stream.of(Within.CONFIGURATION),
                                servers.stream().map(server -> Within.server(server, true)))
                        .anyMatch(within -> fetches.target(issuer, within).isPresent());
        if (!reachable || issuer.contains("?")) {
            throw Refused.field("/issuer", "is the https URL of an authorization server");
        }
    }

    private Uni<Deed> given(SqlConnection transaction, ApiCall call, UpstreamClientRequest body) {
        var client =
                new OurClient(
                        body.clientId(),
                        body.clientSecret(),
                        body.clientSecret().isPresent()
                                ? body.method().orElse(OurClient.BASIC)
                                : OurClient.NONE);
        var view =
                new UpstreamClientView(
                        Ids.fresh("ucl"),
                        body.issuer(),
                        client.id(),
                        true,
                        document.redirectUri(),
                        clock.instant());
        return store.give(transaction, call.workspace(), view, client)
                .invoke(UpstreamClients::demandGiven)
                .replaceWith(() ->
                        deed(
                                Answer.created(view, "/upstream-clients/" + view.id()),
                                event(call, "upstream_client.add", view.id())));
    }

    /// What was only registered gives way; what somebody gave has to be removed first.
    private static void demandGiven(boolean given) {
        if (!given) {
            throw new Refused(
                    Refusal.LIMIT_REACHED,
                    "There is a client for this issuer, or there are too many; remove one first.");
        }
    }

    Uni<List<UpstreamClientView>> list(SqlClient client, String workspace, Slice slice) {
        return store.list(client, workspace, slice, document.redirectUri());
    }

    Uni<Optional<UpstreamClientView>> find(SqlClient client, String workspace, String id) {
        return store.find(client, workspace, id, document.redirectUri());
    }

    Uni<Deed> remove(SqlConnection transaction, ApiCall call, String id) {
        return find(transaction, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .call(_ -> store.remove(transaction, call.workspace(), id))
                .map(view -> deed(Answer.ok(view), event(call, "upstream_client.remove", id)));
    }

    private Event event(ApiCall call, String act, String id) {
        return call.event(act, clock.instant()).with("id", id).with("out", "ok");
    }

    private static Deed deed(Answer answer, Event event) {
        return new Deed(answer, event, List.of());
    }
}
