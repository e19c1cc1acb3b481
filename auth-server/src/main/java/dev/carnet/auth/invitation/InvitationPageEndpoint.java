package dev.carnet.auth.invitation;

import dev.carnet.auth.client.ClientName;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.invitation.Acceptance.Guest;
import dev.carnet.auth.invitation.InvitationStore.Opened;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.signin.LinkAttempts;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// `/invitation?token=…`: what an invited person sees. Somebody new becomes a person here; somebody
/// known signs in first, and only the person whose address it is may accept.
@Path("/invitation")
public class InvitationPageEndpoint {

    private static final String FORM = "invitation";

    private final InvitationStore store;
    private final LinkAttempts links;
    private final Acceptance acceptance;
    private final PersonStore persons;
    private final Passwords passwords;
    private final PersonPages personPages;
    private final SessionForms forms;
    private final FormOrigin formOrigin;
    private final Pages pages;
    private final Visitors visitors;
    private final Pool pool;
    private final Clock clock;

    InvitationPageEndpoint(
            InvitationStore store,
            LinkAttempts links,
            Acceptance acceptance,
            PersonStore persons,
            Passwords passwords,
            PersonPages personPages,
            SessionForms forms,
            FormOrigin formOrigin,
            Pages pages,
            Visitors visitors,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.links = links;
        this.acceptance = acceptance;
        this.persons = persons;
        this.passwords = passwords;
        this.personPages = personPages;
        this.forms = forms;
        this.formOrigin = formOrigin;
        this.pages = pages;
        this.visitors = visitors;
        this.pool = pool;
        this.clock = clock;
    }

    /// What somebody new filled in.
    private record Filled(String token, String name, String password, boolean isComplete) {

        static Filled in(Parameters form) {
            String name = ClientName.clean(form.one("name").orElse(""), "");
            String password = form.one("new_password").orElse("");
            return new Filled(
                    form.one("token").orElse(""),
                    name,
                    password,
                    !name.isEmpty()
                            && password.length() >= Limits.PASSWORD_MIN_CHARACTERS
                            && password.length() <= Limits.PASSWORD_MAX_CHARACTERS);
        }

        @Override
        public String toString() {
            return "Filled[" + name + "]";
        }
    }

    /// Shows the invitation, the way to sign in, or why it cannot be accepted.
    @GET
    public Uni<Response> form(@Context HttpServerRequest request) {
        String query = Optional.ofNullable(request.query()).orElse("");
        return pages.answer(
                request,
                () -> {
                    String token = Parameters.parse(query).one("token").orElse("");
                    return withOpen(
                            token, visitors.of(request), opened -> show(request, token, opened));
                });
    }

    private Uni<Response> withOpen(
            String token, Visitor visitor, Function<Opened, Uni<Response>> page) {
        return links.look(visitor, () -> store.open(pool, OpaqueToken.hash(token), clock.instant()))
                .chain(opened ->
                        opened.filter(found -> found.invitation().status().equals("open"))
                                .map(page)
                                .orElseGet(() -> gone(opened)));
    }

    private Uni<Response> show(HttpServerRequest request, String token, Opened opened) {
        return persons.find(new Email(opened.invitation().email()))
                .chain(person ->
                        person.isPresent()
                                ? personPages.show(
                                        request, place(token), known -> join(known, token, opened))
                                : pages.show(200, fresh(token, opened, "", false)));
    }

    private static Place place(String token) {
        return new Place("/invitation?token=" + token, Need.SIGNED_IN);
    }

    private Uni<Response> join(SignedIn person, String token, Opened opened) {
        String email = opened.invitation().email();
        return pages.show(
                200,
                new JoinPage(
                        opened.workspaceName(),
                        opened.invitation().role(),
                        opened.inviterName(),
                        email,
                        person.email().equals(email),
                        forms.seal(FORM, person, token),
                        person.email(),
                        forms.seal("signout", person, ""),
                        place(token).here()));
    }

    private static InvitationPage fresh(
            String token, Opened opened, String name, boolean incomplete) {
        return new InvitationPage(
                token,
                opened.workspaceName(),
                opened.invitation().role(),
                opened.inviterName(),
                opened.invitation().email(),
                name,
                incomplete);
    }

    /// Somebody new accepts.
    @POST
    public Uni<Response> submit(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(
                request,
                () -> {
                    Filled filled = Filled.in(Form.read(request, body));
                    boolean acceptable = formOrigin.holds(request) && filled.isComplete();
                    return withOpen(
                            filled.token(),
                            visitors.of(request),
                            opened ->
                                    acceptable
                                            ? begin(filled, visitors.of(request))
                                            : pages.show(
                                                    400,
                                                    fresh(
                                                            filled.token(),
                                                            opened,
                                                            filled.name(),
                                                            true)));
                });
    }

    private Uni<Response> begin(Filled filled, Visitor visitor) {
        return passwords
                .hash(filled.password())
                .map(hash -> new Guest.Fresh(filled.name(), hash))
                .chain(guest -> accept(filled.token(), guest, visitor, "/signin?joined=1"));
    }

    /// A signed-in person accepts.
    @POST
    @Path("/join")
    public Uni<Response> join(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(
                request, body, new Place("/account", Need.SIGNED_IN), FORM, this::join);
    }

    private Uni<Response> join(Answered answered) {
        SignedIn person = answered.person();
        return accept(
                answered.text(),
                new Guest.Known(person.person(), person.email()),
                answered.visitor(),
                "/account/workspaces");
    }

    private Uni<Response> accept(String token, Guest guest, Visitor visitor, String onward) {
        return acceptance
                .accept(token, guest, visitor)
                .chain(done ->
                        done
                                ? Uni.createFrom().item(pages.redirect(pages.root() + onward))
                                : store.open(pool, OpaqueToken.hash(token), clock.instant())
                                        .chain(this::gone));
    }

    /// An invitation that is open and still cannot be accepted is one whose sender may no longer
    /// invite, or whose address came to be somebody's meanwhile.
    private Uni<Response> gone(Optional<Opened> opened) {
        String status = opened.map(found -> found.invitation().status()).orElse("unknown");
        return pages.show(410, new InvitationGonePage(status));
    }
}
