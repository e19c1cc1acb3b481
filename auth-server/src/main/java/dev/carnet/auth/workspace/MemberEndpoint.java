package dev.carnet.auth.workspace;

import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.RevocationAnswer;
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
import jakarta.validation.constraints.Size;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/members`: the people of the credential's workspace.
@Bounded
@Path(Routes.BASE + "/members")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class MemberEndpoint {

    private final MemberStore store = new MemberStore();
    private final Pool pool;
    private final Deeds deeds;
    private final Lists lists;
    private final Members members;
    private final FactorReset factors;
    private final Departures departures;

    MemberEndpoint(
            Pool pool,
            Deeds deeds,
            Lists lists,
            Members members,
            FactorReset factors,
            Departures departures) {
        this.departures = departures;
        this.pool = pool;
        this.deeds = deeds;
        this.lists = lists;
        this.members = members;
        this.factors = factors;
    }

    /// The role a member shall have.
    public record RoleEdit(@NotNull @Size(max = 20) String role) {}

    /// Adds somebody by e-mail address.
    @POST
    @APIResponseSchema(value = Member.class, responseCode = "201")
    public Uni<Response> add(@Context RoutingContext routing, @Valid @NotNull MemberRequest body) {
        ApiCall call = ApiCall.of(routing);
        String by = call.person();
        Role role = role(body.role());
        return members.newcomer(body)
                .chain(who ->
                        deeds.create(
                                call,
                                body,
                                transaction -> members.add(transaction, call, by, who, role)));
    }

    /// The members, the newest first.
    @GET
    public Uni<Page<Member>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return store.list(pool, call.workspace(), slice)
                .map(rows -> lists.page(slice, rows, Member::position));
    }

    /// One member.
    @GET
    @Path("/{id}")
    @APIResponseSchema(Member.class)
    public Uni<Response> get(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return members.find(call, id);
    }

    /// Gives a member another role, which counts from the next request on.
    @PATCH
    @Path("/{id}")
    @APIResponseSchema(Member.class)
    public Uni<Response> appoint(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull RoleEdit body) {
        ApiCall call = ApiCall.of(routing);
        String by = call.person();
        Role role = role(body.role());
        return deeds.change(call, transaction -> members.appoint(transaction, call, by, id, role));
    }

    /// Removes a member with everything that hangs on the membership: grants, personal keys, and
    /// the passports of their agents.
    @DELETE
    @Path("/{id}")
    public Uni<RevocationAnswer> remove(
            @Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return departures.remove(call, call.person(), id);
    }

    /// Disables a member who belongs to no other workspace: they can sign in no more, and
    /// everything they have is revoked.
    @POST
    @Path("/{id}/disable")
    @Consumes(MediaType.WILDCARD)
    public Uni<RevocationAnswer> disable(
            @Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return departures.disable(call, call.person(), id);
    }

    /// Lets a disabled member sign in again.
    @POST
    @Path("/{id}/enable")
    @Consumes(MediaType.WILDCARD)
    @APIResponseSchema(Member.class)
    public Uni<Response> enable(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        String by = call.person();
        return deeds.change(call, transaction -> departures.enable(transaction, call, by, id));
    }

    /// Takes every factor from a member who lost them, and ends their sessions.
    @DELETE
    @Path("/{id}/factors")
    @APIResponseSchema(FactorReset.Taken.class)
    public Uni<Response> resetFactors(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        String by = call.person();
        return deeds.change(call, transaction -> factors.reset(transaction, call, by, id));
    }

    private static Role role(String name) {
        return Role.of(name)
                .orElseThrow(() ->
                        Refused.field(
                                "/role", "is owner, admin, operator, member, viewer or auditor"));
    }
}
