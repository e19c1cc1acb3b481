package dev.carnet.auth.integration;

import dev.carnet.auth.client.Client;
import dev.carnet.auth.client.ClientSecrets;
import dev.carnet.auth.client.ClientStore;
import dev.carnet.auth.protocol.Resources;
import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.RevocationAnswer;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.desk.Versions;
import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/clients`: the clients of a workspace, and the strangers its members let in.
@Bounded
@Path(Routes.BASE + "/clients")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ClientEndpoint {

    private final ConnectionStore connections = new ConnectionStore();
    private final Pool pool;
    private final Deeds deeds;
    private final Lists lists;
    private final ClientStore store;
    private final ClientSecrets secrets;
    private final Resources resources;
    private final Revocations revocations;
    private final Clock clock;

    ClientEndpoint(
            Pool pool,
            Deeds deeds,
            Lists lists,
            ClientStore store,
            ClientSecrets secrets,
            Resources resources,
            Revocations revocations,
            Clock clock) {
        this.pool = pool;
        this.deeds = deeds;
        this.lists = lists;
        this.store = store;
        this.secrets = secrets;
        this.resources = resources;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// Creates a client of the workspace; the answer is the only place its secret ever appears.
    @POST
    @APIResponseSchema(value = ClientView.class, responseCode = "201")
    public Uni<Response> create(
            @Context RoutingContext routing, @Valid @NotNull ClientRequest body) {
        ApiCall call = ApiCall.of(routing);
        var draft = new ClientDraft(body, resources);
        String id = Ids.fresh("cli");
        Optional<String> secret =
                draft.method().hasSecret() ? Optional.of(secrets.fresh()) : Optional.empty();
        Client client = draft.client(call, id, secret.map(text -> secrets.mac(id, text)));
        return deeds.create(call, body, transaction -> create(transaction, call, client, secret));
    }

    private Uni<Deed> create(
            SqlConnection transaction, ApiCall call, Client client, Optional<String> secret) {
        Instant now = clock.instant();
        return store.insert(transaction, client, now)
                .chain(() -> read(transaction, call, client.id()))
                .map(view ->
                        new Deed(
                                Answer.created(view.with(secret), "/clients/" + client.id())
                                        .tagged(Versions.tag(view.version())),
                                call.event("client.create", now)
                                        .with("id", client.id())
                                        .with("scope", Scope.format(client.scopes()))
                                        .hide("name", client.name()),
                                List.of()));
    }

    /// The clients connected to the workspace, the newest first.
    @GET
    public Uni<Page<ClientView>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return connections
                .clients(pool, call.workspace(), slice)
                .map(rows -> lists.page(slice, rows, ClientView::position));
    }

    /// One client.
    @GET
    @Path("/{id}")
    @APIResponseSchema(ClientView.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        return read(pool, ApiCall.of(routing), ClientHandle.clientId(id))
                .map(view -> answer(view).response());
    }

    /// Changes what a client of the workspace is called, and how long its spent refresh tokens get
    /// the same successor. What a stranger may do here a client policy says.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(ClientView.class)
    public Uni<Response> edit(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull ClientEdit body) {
        ApiCall call = ApiCall.of(routing);
        String clientId = ClientHandle.clientId(id);
        return deeds.change(call, transaction -> edit(transaction, call, clientId, body));
    }

    private Uni<Deed> edit(SqlConnection transaction, ApiCall call, String id, ClientEdit body) {
        return read(transaction, call, id)
                .invoke(old -> demandEditable(call, old, body))
                .chain(old ->
                        connections.edit(
                                transaction,
                                call.workspace(),
                                old,
                                body.name(old),
                                body.grace(old)))
                .invoke(unchanged -> {
                    if (!unchanged) {
                        throw Versions.changedMeanwhile();
                    }
                })
                .chain(() -> read(transaction, call, id))
                .map(view ->
                        new Deed(
                                answer(view),
                                call.event("client.edit", clock.instant())
                                        .with("id", view.clientId())
                                        .hide("name", view.clientName()),
                                List.of()));
    }

    private static void demandEditable(ApiCall call, ClientView old, ClientEdit body) {
        if (!old.isOwn()) {
            throw Refused.field(
                    body.refreshGraceSeconds().isNamed()
                            ? "/refresh_grace_seconds"
                            : "/client_name",
                    "belongs to the workspace's own clients; of others a client policy says it");
        }
        if (!old.isActive()) {
            throw new Refused(Refusal.NOT_ACTIVE, "The client was revoked.");
        }
        Versions.demand(call, old.version());
    }

    private static Answer answer(ClientView view) {
        return Answer.ok(view).tagged(Versions.tag(view.version()));
    }

    /// Ends what the client has in this workspace; a client of its own ends altogether.
    @DELETE
    @Path("/{id}")
    public Uni<RevocationAnswer> revoke(
            @Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        String clientId = ClientHandle.clientId(id);
        var order =
                new RevocationOrder(
                        call.workspace(),
                        RevocationType.CLIENT,
                        clientId,
                        "",
                        call.event("client.revoke", clock.instant()));
        return read(pool, call, clientId)
                .chain(() -> revocations.revoke(order))
                .map(outcome -> RevocationAnswer.of(order, outcome));
    }

    private Uni<ClientView> read(SqlClient client, ApiCall call, String id) {
        return connections
                .find(client, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }
}
