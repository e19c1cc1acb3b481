package dev.carnet.auth.workspace;

import dev.carnet.auth.page.Pages;
import dev.carnet.auth.person.Membership;
import dev.carnet.auth.person.MembershipStore;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.workspace.WorkspacesPage.Line;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
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

/// `/account/workspaces`: where a person is a member. They leave where they want to.
@Path("/account/workspaces")
public class WorkspacesPageEndpoint {

    private static final String FORM = "leave_workspace";
    private static final Place PLACE = new Place("/account/workspaces", Need.SIGNED_IN);

    private final PersonPages personPages;
    private final MembershipStore memberships;
    private final Departures departures;
    private final SessionForms forms;
    private final Pages pages;
    private final Pool pool;
    private final Clock clock;

    WorkspacesPageEndpoint(
            PersonPages personPages,
            MembershipStore memberships,
            Departures departures,
            SessionForms forms,
            Pages pages,
            Pool pool,
            Clock clock) {
        this.personPages = personPages;
        this.memberships = memberships;
        this.departures = departures;
        this.forms = forms;
        this.pages = pages;
        this.pool = pool;
        this.clock = clock;
    }

    /// Shows them.
    @GET
    public Uni<Response> list(@Context HttpServerRequest request) {
        String word = Optional.ofNullable(request.query()).orElse("");
        return personPages.show(request, PLACE, person -> show(200, person, word));
    }

    private Uni<Response> show(int status, SignedIn person, String word) {
        return memberships
                .all(pool, person.person())
                .chain(all ->
                        pages.show(
                                status,
                                new WorkspacesPage(
                                        lines(person, all),
                                        word.equals("left"),
                                        word.equals("last"),
                                        person.name(),
                                        forms.seal("signout", person, ""))));
    }

    private List<Line> lines(SignedIn person, List<Membership> all) {
        return all.stream()
                .map(place ->
                        new Line(
                                place.workspace(),
                                place.workspaceName(),
                                place.role().wire(),
                                place.role() == Role.OWNER,
                                forms.seal(FORM, person, place.workspace())))
                .toList();
    }

    /// Leaves the workspace the form names.
    @POST
    @Path("/leave")
    public Uni<Response> leave(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, PLACE, FORM, this::leave);
    }

    private Uni<Response> leave(Answered answered) {
        String person = answered.person().person();
        Event event =
                answered.visitor()
                        .in(Event.of(answered.text(), "member.leave", clock.instant()))
                        .with("sub", person);
        return departures
                .leave(answered.text(), person, event)
                .map(_ -> back("left"))
                .onFailure(Refused.class)
                .recoverWithItem(refused -> back(word(refused)));
    }

    private static String word(Refused refused) {
        return refused.refusal() == Refusal.LAST_OWNER ? "last" : "left";
    }

    private Response back(String word) {
        return pages.redirect(pages.root() + "/account/workspaces?" + word);
    }
}
