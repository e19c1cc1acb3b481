package dev.carnet.auth.passport;

import dev.carnet.auth.rest.Routes;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Page;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/passports`.
@Bounded
@Path(Routes.BASE + "/passports")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PassportEndpoint {

    private static final Set<String> STATES = Set.of("active", "expired", "revoked");

    private final PassportStore store = new PassportStore();
    private final Pool pool;
    private final Deeds deeds;
    private final Lists lists;
    private final Passports passports;
    private final PassportCheck check;
    private final ServiceCheck serviceCheck;
    private final Holders holders;
    private final SignedRequests requests;
    private final HolderProofs proofs;
    private final Clock clock;

    PassportEndpoint(
            Pool pool,
            Deeds deeds,
            Lists lists,
            Passports passports,
            PassportCheck check,
            ServiceCheck serviceCheck,
            Holders holders,
            SignedRequests requests,
            HolderProofs proofs,
            Clock clock) {
        this.proofs = proofs;
        this.pool = pool;
        this.deeds = deeds;
        this.lists = lists;
        this.passports = passports;
        this.check = check;
        this.serviceCheck = serviceCheck;
        this.holders = holders;
        this.requests = requests;
        this.clock = clock;
    }

    /// Issues a passport; the answer is the only place its token ever appears.
    @POST
    @APIResponseSchema(value = Passport.class, responseCode = "201")
    public Uni<Response> issue(
            @Context RoutingContext routing, @Valid @NotNull PassportRequest body) {
        ApiCall call = ApiCall.of(routing);
        call.refuseAgents();
        return proofs.asking(routing)
                .map(body::provenBy)
                .chain(asked ->
                        deeds.create(
                                call,
                                asked,
                                transaction -> passports.issue(transaction, call, asked)));
    }

    /// Issues a passport to an agent that signed for it with its own key, or that its platform
    /// vouches for.
    @POST
    @Path("/request")
    @APIResponseSchema(value = Passport.class, responseCode = "201")
    public Uni<Response> request(
            @Context RoutingContext routing, @Valid @NotNull AssertedRequest body) {
        return requests.judge(routing, body)
                .chain(signed ->
                        deeds.change(
                                signed.call(),
                                transaction ->
                                        signed.use()
                                                .apply(transaction)
                                                .chain(() ->
                                                        passports.request(
                                                                transaction,
                                                                signed.call(),
                                                                signed.asked()))));
    }

    /// Lets whoever holds a passport send another agent with a part of it.
    @POST
    @Path("/delegate")
    @APIResponseSchema(value = Passport.class, responseCode = "201")
    public Uni<Response> delegate(
            @Context RoutingContext routing, @Valid @NotNull DelegationRequest body) {
        return holders.call(routing, body.token()).chain(held -> delegate(held, body));
    }

    /// A key is never washed off: what a bound passport gives is bound to the key that is named, or
    /// to its own.
    private Uni<Response> delegate(Holders.Held held, DelegationRequest body) {
        PassportRequest asked = body.passport().boundTo(held.key()).below(held.audience());
        return deeds.create(
                held.call(),
                body,
                transaction -> passports.delegate(transaction, held.call(), asked));
    }

    /// Says whether a passport counts at this moment, to anybody who holds it; for a service and a
    /// tool, if one is named.
    @POST
    @Path("/verify")
    public Uni<Verdict> verify(@Context RoutingContext routing, @Valid @NotNull Presented body) {
        return Uni.createFrom()
                .item(() -> check.judge(routing, body.token()))
                .chain(verdict -> serviceCheck.judge(verdict, body));
    }

    /// The passports of the workspace, newest first. Members see those of their own agents.
    @GET
    public Uni<Page<Passport>> list(
            @Context RoutingContext routing,
            @QueryParam("agent_id") Optional<String> agent,
            @QueryParam("session") Optional<String> session,
            @QueryParam("state") Optional<String> state,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        if (state.filter(asked -> !STATES.contains(asked)).isPresent()) {
            throw Refused.field("state", "is active, expired or revoked");
        }
        Slice slice =
                lists.slice(
                        call,
                        new Lists.Asked(limit, cursor),
                        agent.orElse(""),
                        session.orElse(""),
                        state.orElse(""));
        var filter = new PassportStore.Filter(owner(call), agent, session, state);
        return store.list(pool, call.workspace(), filter, slice, clock.instant())
                .map(rows -> lists.page(slice, rows, Passport::position));
    }

    private static Optional<String> owner(ApiCall call) {
        return Role.AUDITORS.contains(call.caller().role())
                ? Optional.empty()
                : Optional.of(call.caller().subject());
    }
}
