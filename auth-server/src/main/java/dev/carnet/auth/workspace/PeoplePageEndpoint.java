package dev.carnet.auth.workspace;

import dev.carnet.auth.factor.FactorDemand;
import dev.carnet.auth.factor.FactorDemand.Stopped;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.person.Membership;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.workspace.PeoplePage.Line;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Ids;
import dev.carnet.shared.workspace.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// `/account/people?workspace=…`: an owner who has just signed in makes another member an owner.
/// Every other role is given through the REST API.
@Path("/account/people")
public class PeoplePageEndpoint {

    private static final String FORM = "make_owner";
    private static final String HERE = "/account/people?workspace=";

    private final PersonPages personPages;
    private final MembershipStore memberships;
    private final MemberStore members = new MemberStore();
    private final OwnerAppointment appointment;
    private final FactorDemand demand;
    private final SessionForms forms;
    private final Pages pages;
    private final Pool pool;
    private final Clock clock;

    PeoplePageEndpoint(
            PersonPages personPages,
            MembershipStore memberships,
            OwnerAppointment appointment,
            FactorDemand demand,
            SessionForms forms,
            Pages pages,
            Pool pool,
            Clock clock) {
        this.personPages = personPages;
        this.memberships = memberships;
        this.appointment = appointment;
        this.demand = demand;
        this.forms = forms;
        this.pages = pages;
        this.pool = pool;
        this.clock = clock;
    }

    /// Shows the people of a workspace the person owns.
    @GET
    public Uni<Response> list(@Context HttpServerRequest request) {
        return pages.answer(request, () -> people(request));
    }

    private Uni<Response> people(HttpServerRequest request) {
        Parameters query = Parameters.parse(Optional.ofNullable(request.query()).orElse(""));
        String workspace = query.one("workspace").filter(id -> Ids.is("ws", id)).orElse("");
        boolean appointed = query.one("appointed").isPresent();
        return personPages.show(
                request,
                new Place(HERE + workspace, Need.FRESH),
                person -> owned(person, workspace).chain(own -> show(person, own, appointed)));
    }

    private Uni<Membership> owned(SignedIn person, String workspace) {
        return memberships
                .all(pool, person.person())
                .map(all ->
                        all.stream()
                                .filter(place -> place.workspace().equals(workspace))
                                .filter(place -> place.role() == Role.OWNER)
                                .findFirst()
                                .orElseThrow(PeoplePageEndpoint::notYours));
    }

    private Uni<Response> show(SignedIn person, Membership own, boolean appointed) {
        if (own.lacksFactor()) {
            return demand.show(
                    new Stopped(own.workspaceName(), HERE + own.workspace(), List.of(), ""));
        }
        return members.people(pool, own.workspace(), Limits.PEOPLE_SHOWN)
                .chain(all ->
                        pages.show(
                                200,
                                new PeoplePage(
                                        own.workspaceName(),
                                        lines(person, own, all),
                                        appointed,
                                        person.name(),
                                        forms.seal("signout", person, ""))));
    }

    private List<Line> lines(SignedIn person, Membership own, List<Member> all) {
        return all.stream()
                .map(member ->
                        new Line(
                                member.name(),
                                member.email(),
                                member.role(),
                                member.role().equals(Role.OWNER.wire()),
                                forms.seal(
                                        FORM, person, own.workspace() + " " + member.personId())))
                .toList();
    }

    /// Makes the member the form names an owner.
    @POST
    public Uni<Response> appoint(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(
                request, body, new Place("/account/workspaces", Need.FRESH), FORM, this::appoint);
    }

    private Uni<Response> appoint(Answered answered) {
        String[] named = answered.text().split(" ", 2);
        String by = answered.person().person();
        Event event =
                answered.visitor()
                        .in(Event.of(named[0], "member.role", clock.instant()))
                        .with("sub", by);
        return owned(answered.person(), named[0])
                .chain(own ->
                        own.lacksFactor()
                                ? show(answered.person(), own, false)
                                : appoint(by, named, event));
    }

    private Uni<Response> appoint(String by, String[] named, Event event) {
        return appointment
                .appoint(by, named[1], event)
                .onFailure(Refused.class)
                .transform(_ -> notYours())
                .map(_ -> pages.redirect(pages.root() + HERE + named[0] + "&appointed=1"));
    }

    private static Refusal notYours() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "Only an owner of the workspace can do this.",
                "not_an_owner");
    }
}
