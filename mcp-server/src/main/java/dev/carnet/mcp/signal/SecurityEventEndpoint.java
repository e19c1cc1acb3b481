package dev.carnet.mcp.signal;

import dev.carnet.mcp.signal.SecurityEventListStore.Filter;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Answer;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Bounded;
import dev.carnet.shared.desk.Deed;
import dev.carnet.shared.desk.Deeds;
import dev.carnet.shared.desk.Lists;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.desk.RouteTable;
import dev.carnet.shared.desk.Slice;
import dev.carnet.shared.signal.Severity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/api/v1/security-events`: what detectors noticed.
@Bounded
@Path(RouteTable.BASE + "/security-events")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SecurityEventEndpoint {

    private final Pool pool;
    private final Deeds deeds;
    private final Lists lists;
    private final SecurityEventListStore store;
    private final Clock clock;

    SecurityEventEndpoint(
            Pool pool, Deeds deeds, Lists lists, SecurityEventListStore store, Clock clock) {
        this.pool = pool;
        this.deeds = deeds;
        this.lists = lists;
        this.store = store;
        this.clock = clock;
    }

    /// The events, newest first.
    ///
    /// @param from not before that time, `2026-11-20T09:00:00Z`
    /// @param to before that time
    @GET
    public Uni<SecurityEventView.Listed> list(
            @Context RoutingContext routing,
            @QueryParam("kind") Optional<String> kind,
            @QueryParam("severity") Optional<String> severity,
            @QueryParam("agent_id") Optional<String> agent,
            @QueryParam("passport_id") Optional<String> passport,
            @QueryParam("resolved") Optional<String> resolved,
            @QueryParam("from") Optional<String> from,
            @QueryParam("to") Optional<String> to,
            @QueryParam("limit") Optional<String> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        ApiCall call = ApiCall.of(routing);
        var filter =
                new Filter(
                        kind,
                        severity.map(SecurityEventEndpoint::severity),
                        agent,
                        passport,
                        resolved.map(SecurityEventEndpoint::flag),
                        from.map(text -> time("from", text)),
                        to.map(text -> time("to", text)));
        Slice slice = lists.slice(call, new Lists.Asked(limit, cursor), filter.toString());
        Instant now = clock.instant();
        return store.list(pool, call.workspace(), filter, slice, now)
                .map(rows -> lists.page(slice, rows, SecurityEventView::position))
                .chain(page ->
                        store.unresolved(pool, call.workspace(), now)
                                .map(count ->
                                        new SecurityEventView.Listed(
                                                page.items(), page.nextCursor(), count)));
    }

    /// One event with the entries that caused it.
    @GET
    @Path("/{id}")
    public Uni<SecurityEventView> get(@Context RoutingContext routing, @PathParam("id") String id) {
        ApiCall call = ApiCall.of(routing);
        return store.find(pool, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound));
    }

    /// Says that somebody has looked at it: a person, or a key that one made. Once: 409 afterwards.
    @POST
    @Path("/{id}/resolve")
    @APIResponseSchema(SecurityEventView.class)
    public Uni<Response> resolve(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull ResolveRequest body) {
        ApiCall call = ApiCall.of(routing);
        demandPerson(call);
        return deeds.change(call, transaction -> resolve(transaction, call, id, body));
    }

    /// Puts it off for some days: until then it is not among those that wait for somebody. 409 for
    /// one that somebody has looked at.
    @POST
    @Path("/{id}/snooze")
    @APIResponseSchema(SecurityEventView.class)
    public Uni<Response> snooze(
            @Context RoutingContext routing,
            @PathParam("id") String id,
            @Valid @NotNull SnoozeRequest body) {
        ApiCall call = ApiCall.of(routing);
        demandPerson(call);
        Instant now = clock.instant();
        return deeds.change(
                call,
                transaction ->
                        store.snooze(
                                        transaction,
                                        call.workspace(),
                                        id,
                                        now.plus(body.days(), ChronoUnit.DAYS))
                                .chain(done -> judged(transaction, call, id, done))
                                .map(event ->
                                        deed(
                                                event,
                                                call.event("security.snooze", now)
                                                        .with(
                                                                "count",
                                                                Integer.toString(body.days())))));
    }

    /// Events are about agents, so none may say that one was looked at: not by a passport, not as a
    /// client that belongs to nobody, and not by a token to act for somebody.
    private static void demandPerson(ApiCall call) {
        call.answerable();
        if (!call.caller().actors().isEmpty()) {
            throw Refused.role("Only a person can do this, and nobody who acts for one.");
        }
    }

    private Uni<Deed> resolve(
            SqlConnection transaction, ApiCall call, String id, ResolveRequest body) {
        return store.resolve(
                        transaction,
                        call.workspace(),
                        id,
                        call.caller().subject(),
                        body.remark(),
                        clock.instant())
                .chain(done -> judged(transaction, call, id, done))
                .map(event -> deed(event, call.event("security.resolve", clock.instant())));
    }

    private Uni<SecurityEventView> judged(
            SqlConnection transaction, ApiCall call, String id, boolean done) {
        return store.find(transaction, call.workspace(), id)
                .map(found -> found.orElseThrow(Refused::notFound))
                .invoke(_ -> EventDesk.demandOpen(done));
    }

    private static Deed deed(SecurityEventView event, Event entry) {
        return new Deed(
                Answer.ok(event),
                entry.with("id", event.id()).with("type", event.kind()).with("out", "ok"),
                List.of());
    }

    private static String severity(String text) {
        return Severity.of(text)
                .map(Severity::wire)
                .orElseThrow(() -> Refused.field("severity", "is info, warning or critical"));
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refused.field("resolved", "is true or false");
        };
    }

    static Instant time(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw Refused.field(name, "is a time such as 2026-11-20T09:00:00Z");
        }
    }
}
