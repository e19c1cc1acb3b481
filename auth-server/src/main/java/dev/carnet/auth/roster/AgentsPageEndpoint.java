package dev.carnet.auth.roster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.auth.agent.AgentActs;
import dev.carnet.auth.agent.AgentRequest;
import dev.carnet.auth.operator.Bodies;
import dev.carnet.auth.operator.OperatorPages;
import dev.carnet.auth.operator.PageCalls;
import dev.carnet.auth.operator.PageCursors;
import dev.carnet.auth.operator.Place;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.roster.AgentsPage.Filled;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// `/agents`: the agents of a workspace, and a form that makes one.
@Path("/agents")
public class AgentsPageEndpoint {

    private static final String HERE = "/agents";

    private final OperatorPages operatorPages;
    private final PageCalls calls;
    private final PageCursors cursors;
    private final RosterStore store;
    private final RosterView view;
    private final AgentActs acts;
    private final Bodies bodies;
    private final Pages pages;
    private final Clock clock;

    AgentsPageEndpoint(
            OperatorPages operatorPages,
            PageCalls calls,
            PageCursors cursors,
            RosterStore store,
            RosterView view,
            AgentActs acts,
            Bodies bodies,
            Pages pages,
            Clock clock) {
        this.operatorPages = operatorPages;
        this.calls = calls;
        this.cursors = cursors;
        this.store = store;
        this.view = view;
        this.acts = acts;
        this.bodies = bodies;
        this.pages = pages;
        this.clock = clock;
    }

    /// Shows them.
    @GET
    public Uni<Response> list(@Context HttpServerRequest request) {
        return operatorPages.show(
                request, HERE, place -> list(request, place, 200, Filled.NOTHING, ""));
    }

    private Uni<Response> list(
            HttpServerRequest request, Place place, int status, Filled filled, String problem) {
        String list = "agents\n" + place.workspace();
        return store.list(
                        place.workspace(),
                        cursors.after(request, list),
                        RosterLimits.ON_A_PAGE + 1,
                        clock.instant())
                .chain(found ->
                        templates(place)
                                .map(templates ->
                                        view.list(
                                                place,
                                                found.stream()
                                                        .limit(RosterLimits.ON_A_PAGE)
                                                        .toList(),
                                                cursors.next(
                                                        list,
                                                        found,
                                                        RosterLimits.ON_A_PAGE,
                                                        Listed::position),
                                                templates,
                                                filled,
                                                problem)))
                .chain(page -> pages.show(status, page));
    }

    /// Only operators make agents from templates.
    private Uni<List<RosterStore.Template>> templates(Place place) {
        return Role.OPERATORS.contains(place.role())
                ? store.templates(place.workspace(), RosterLimits.TEMPLATES)
                : Uni.createFrom().item(List.of());
    }

    /// Makes an agent that answers to the person.
    @POST
    public Uni<Response> make(@Context HttpServerRequest request, byte[] body) {
        return operatorPages.take(
                request,
                body,
                new PersonPages.Place(HERE, Need.FRESH),
                RosterView.MAKE,
                this::make);
    }

    private Uni<Response> make(Answered answered) {
        Filled filled =
                new Filled(
                        field(answered, "name"),
                        field(answered, "description"),
                        field(answered, "mode"),
                        field(answered, "template"));
        return Uni.createFrom()
                .deferred(() -> make(answered, bodies.read(body(filled), AgentRequest.class)))
                .onFailure(AgentsPageEndpoint::isOfTheForm)
                .recoverWithUni(refused -> again(answered, filled, refused));
    }

    private Uni<Response> make(Answered answered, AgentRequest asked) {
        return calls.call(answered.person(), answered.text(), Role.MEMBERS)
                .chain(call -> acts.register(call, asked))
                .map(id -> pages.redirect(pages.root() + HERE + "/" + id));
    }

    private static boolean isOfTheForm(Throwable fault) {
        return fault instanceof Refused refused && refused.refusal().status() == 400;
    }

    private Uni<Response> again(Answered answered, Filled filled, Throwable refused) {
        String problem = String.valueOf(refused.getMessage()).replaceFirst("^/", "");
        return operatorPages
                .place(answered.person(), Optional.of(answered.text()))
                .chain(place -> list(answered.request(), place, 400, filled, problem));
    }

    private static String field(Answered answered, String name) {
        return answered.fields().one(name).orElse("").strip();
    }

    /// What is left empty is not said.
    private ObjectNode body(Filled filled) {
        ObjectNode body = bodies.empty().put("name", filled.name());
        put(body, "description", filled.description());
        put(body, "mode", filled.mode());
        put(body, "template_id", filled.template());
        return body;
    }

    private static void put(ObjectNode body, String member, String text) {
        if (!text.isEmpty()) {
            body.put(member, text);
        }
    }
}
