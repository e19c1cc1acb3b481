package dev.carnet.auth.roster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.auth.agent.AgentActs;
import dev.carnet.auth.agent.AgentEdit;
import dev.carnet.auth.operator.Bodies;
import dev.carnet.auth.operator.OperatorPages;
import dev.carnet.auth.operator.PageCalls;
import dev.carnet.auth.operator.Place;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.passport.Passport;
import dev.carnet.auth.passport.PassportActs;
import dev.carnet.auth.passport.PassportRequest;
import dev.carnet.auth.roster.AgentPage.IssuedPage;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.function.BiFunction;

/// `/agents/{id}`: one agent. To suspend it needs no recent sign-in; all else does.
@Path("/agents/{id}")
public class AgentPageEndpoint {

    private static final String HERE = "/agents";

    private final OperatorPages operatorPages;
    private final PageCalls calls;
    private final RosterStore store;
    private final RosterView view;
    private final AgentActs acts;
    private final PassportActs passports;
    private final Bodies bodies;
    private final Pages pages;
    private final Clock clock;

    AgentPageEndpoint(
            OperatorPages operatorPages,
            PageCalls calls,
            RosterStore store,
            RosterView view,
            AgentActs acts,
            PassportActs passports,
            Bodies bodies,
            Pages pages,
            Clock clock) {
        this.operatorPages = operatorPages;
        this.calls = calls;
        this.store = store;
        this.view = view;
        this.acts = acts;
        this.passports = passports;
        this.bodies = bodies;
        this.pages = pages;
        this.clock = clock;
    }

    /// Shows it.
    @GET
    public Uni<Response> show(@Context HttpServerRequest request, @PathParam("id") String id) {
        return operatorPages.show(
                request,
                here(id),
                person ->
                        store.workspace(person.person(), id)
                                .map(found -> found.orElseThrow(Refused::notFound)),
                place -> show(place, id));
    }

    private Uni<Response> show(Place place, String id) {
        return store.find(place.workspace(), id, clock.instant())
                .map(found -> found.orElseThrow(Refused::notFound))
                .chain(agent -> pages.show(200, view.page(place, agent)));
    }

    /// Suspends it and ends its passports.
    @POST
    @Path("/suspend")
    public Uni<Response> suspend(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        return operatorPages.take(
                request,
                body,
                new PersonPages.Place(here(id), Need.SIGNED_IN),
                RosterView.SUSPEND,
                answered -> act(answered, acts::suspend));
    }

    /// Has it go on.
    @POST
    @Path("/resume")
    public Uni<Response> resume(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        AgentEdit edit = bodies.read(bodies.empty().put("status", "active"), AgentEdit.class);
        return edit(request, body, id, RosterView.RESUME, edit);
    }

    /// Has it go on after somebody looked.
    @POST
    @Path("/unblock")
    public Uni<Response> unblock(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        AgentEdit edit = bodies.read(bodies.empty().put("blocked", false), AgentEdit.class);
        return edit(request, body, id, RosterView.UNBLOCK, edit);
    }

    private Uni<Response> edit(
            HttpServerRequest request, byte[] body, String id, String form, AgentEdit edit) {
        return operatorPages.take(
                request,
                body,
                new PersonPages.Place(here(id), Need.FRESH),
                form,
                answered -> act(answered, (call, agent) -> acts.edit(call, agent, edit)));
    }

    private Uni<Response> act(Answered answered, BiFunction<ApiCall, String, Uni<Void>> deed) {
        String[] named = answered.text().split(" ", 2);
        return calls.call(answered.person(), named[0], Role.MEMBERS)
                .chain(call -> deed.apply(call, named[1]))
                .map(_ -> pages.redirect(pages.root() + HERE + "/" + named[1]));
    }

    /// Issues a passport, and shows its token: there is no other time.
    @POST
    @Path("/passport")
    public Uni<Response> passport(
            @Context HttpServerRequest request, @PathParam("id") String id, byte[] body) {
        return operatorPages.take(
                request,
                body,
                new PersonPages.Place(here(id), Need.FRESH),
                RosterView.PASSPORT,
                this::passport);
    }

    private Uni<Response> passport(Answered answered) {
        String[] named = answered.text().split(" ", 2);
        PassportRequest asked = bodies.read(body(answered, named[1]), PassportRequest.class);
        return calls.call(answered.person(), named[0], Role.MEMBERS)
                .chain(call -> passports.issue(call, asked))
                .chain(passport -> pages.show(200, issued(passport)));
    }

    private static IssuedPage issued(Passport passport) {
        return new IssuedPage(
                passport.agentId(),
                passport.jti(),
                passport.token().orElse(""),
                passport.expiresAt().toString());
    }

    private ObjectNode body(Answered answered, String agent) {
        ObjectNode body = bodies.empty().put("agent_id", agent);
        String intent = answered.fields().one("intent").orElse("").strip();
        if (!intent.isEmpty()) {
            body.putObject("intent").put("summary", intent);
        }
        String services = answered.fields().one("services").orElse("").strip();
        if (!services.isEmpty()) {
            var list = body.putArray("services");
            for (String slug : services.split("[ ,]+", -1)) {
                list.addObject().put("id", slug);
            }
        }
        return body;
    }

    /// An id that is none leads nowhere after signing in, either.
    private static String here(String id) {
        return Ids.is("agt", id) ? HERE + "/" + id : HERE;
    }
}
