package dev.carnet.auth.trust;

import dev.carnet.auth.rest.Routes;
import dev.carnet.auth.revocation.Endings;
import dev.carnet.auth.revocation.Endings.Work;
import dev.carnet.auth.revocation.EndingsStore;
import dev.carnet.auth.revocation.EndingsStore.Ended;
import dev.carnet.shared.audit.Event;
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
import dev.carnet.shared.standing.EndingLockStore;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/account-links`: whom an `id-jag` issuer means by its subjects.
@Bounded
@Path(Routes.BASE + "/account-links")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AccountLinkEndpoint {

    private final AccountLinkStore links;
    private final TrustedIssuerStore issuers;
    private final TrustTargetStore targets;
    private final Deeds deeds;
    private final EndingLockStore locks;
    private final EndingsStore ending;
    private final Endings endings;
    private final Lists lists;
    private final Pool pool;
    private final Clock clock;

    AccountLinkEndpoint(
            AccountLinkStore links,
            TrustedIssuerStore issuers,
            TrustTargetStore targets,
            Deeds deeds,
            EndingLockStore locks,
            EndingsStore ending,
            Endings endings,
            Lists lists,
            Pool pool,
            Clock clock) {
        this.links = links;
        this.issuers = issuers;
        this.targets = targets;
        this.deeds = deeds;
        this.locks = locks;
        this.ending = ending;
        this.endings = endings;
        this.lists = lists;
        this.pool = pool;
        this.clock = clock;
    }

    /// Links a subject to a member.
    @POST
    @APIResponseSchema(value = AccountLink.class, responseCode = "201")
    public Uni<Response> link(
            @Context RoutingContext routing, @Valid @NotNull AccountLinkRequest body) {
        ApiCall call = ApiCall.of(routing);
        demandOwner(call);
        var link =
                new AccountLink(
                        Ids.fresh("lnk"),
                        body.issuerId(),
                        body.subject(),
                        body.personId(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS));
        return deeds.create(call, body, transaction -> insert(transaction, call, link));
    }

    /// Whoever says which subject is whom lets an issuer speak for them.
    private static void demandOwner(ApiCall call) {
        if (call.caller().role() != Role.OWNER) {
            throw Refused.role("Only an owner lets an issuer speak for people.");
        }
    }

    private Uni<Deed> insert(SqlConnection transaction, ApiCall call, AccountLink link) {
        return issuers.find(transaction, call.workspace(), link.issuerId())
                .invoke(found -> demand(found.isPresent(), Refused.notFound()))
                .chain(() -> targets.isMember(transaction, call.workspace(), link.personId()))
                .invoke(member -> demand(member, Refused.notFound()))
                .chain(() -> links.insert(transaction, call.workspace(), link))
                .invoke(won -> demand(won, taken()))
                .replaceWith(
                        () -> deed(call, "account.link", link, Answer.created(link, path(link))));
    }

    private static String path(AccountLink link) {
        return "/account-links/" + link.id();
    }

    private static Refused taken() {
        return new Refused(Refusal.ALREADY_EXISTS, "That subject is linked to somebody already.");
    }

    private static void demand(boolean holds, Refused otherwise) {
        if (!holds) {
            throw otherwise;
        }
    }

    private Deed deed(ApiCall call, String act, AccountLink link, Answer answer) {
        return new Deed(answer, event(call, act, link), List.of());
    }

    private Event event(ApiCall call, String act, AccountLink link) {
        return call.event(act, clock.instant())
                .with("id", link.personId())
                .with("type", link.issuerId())
                .hide("name", link.subject());
    }

    /// The links of the workspace, newest first.
    @GET
    public Uni<Page<AccountLink>> list(
            @Context RoutingContext routing,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor));
        return links.list(pool, call.workspace(), slice)
                .map(rows -> lists.page(slice, rows, AccountLink::position));
    }

    /// Removes a link, and ends the person's grants that rest on the issuer's word.
    @DELETE
    @Path("/{id}")
    @APIResponseSchema(AccountLink.class)
    public Uni<Response> unlink(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return endings.run(
                        "the account is linked no more",
                        transaction ->
                                deeds.demandStanding(transaction, call)
                                        .chain(() -> unlink(transaction, call, id)))
                .map(link -> Answer.ok(link).response());
    }

    /// The lock is the one under which an assertion becomes a grant of that person.
    private Uni<Work<AccountLink>> unlink(SqlConnection transaction, ApiCall call, String id) {
        return links.delete(transaction, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .call(link -> locks.take(transaction, call.workspace(), link.personId()))
                .chain(link ->
                        ending.vouched(
                                        transaction,
                                        call.workspace(),
                                        link.issuerId(),
                                        link.personId())
                                .map(ended -> unlinked(call, link, ended)));
    }

    private Work<AccountLink> unlinked(ApiCall call, AccountLink link, List<Ended> ended) {
        Event event =
                event(call, "account.unlink", link).with("count", Integer.toString(ended.size()));
        return new Work<>(ended, List.of(event), link);
    }
}
