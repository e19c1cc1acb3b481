package dev.carnet.auth.account;

import dev.carnet.auth.account.AccountPage.Line;
import dev.carnet.auth.client.ClientDocuments;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.revocation.RevocationOrder;
import dev.carnet.auth.revocation.RevocationType;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.token.GrantStore;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// `/account`: a signed-in person's own grants.
@Path("/account")
public class AccountEndpoint {

    private static final String FORM = "revoke_grant";

    private final Sessions sessions;
    private final SessionForms forms;
    private final FormOrigin formOrigin;
    private final GrantStore grants;
    private final Revocations revocations;
    private final Pages pages;
    private final Pool pool;
    private final Clock clock;
    private final Visitors visitors;

    AccountEndpoint(
            Sessions sessions,
            SessionForms forms,
            FormOrigin formOrigin,
            GrantStore grants,
            Revocations revocations,
            Pages pages,
            Pool pool,
            Clock clock,
            Visitors visitors) {
        this.visitors = visitors;
        this.sessions = sessions;
        this.forms = forms;
        this.formOrigin = formOrigin;
        this.grants = grants;
        this.revocations = revocations;
        this.pages = pages;
        this.pool = pool;
        this.clock = clock;
    }

    /// Shows the page, or the way to sign in.
    @GET
    public Uni<Response> account(@Context HttpServerRequest request) {
        boolean revoked = Optional.ofNullable(request.query()).orElse("").equals("revoked");
        return pages.answer(
                request,
                () ->
                        sessions.current(request)
                                .chain(person ->
                                        person.map(known -> show(known, revoked))
                                                .orElseGet(this::signIn)));
    }

    private Uni<Response> signIn() {
        return Uni.createFrom().item(pages.redirect(pages.root() + "/signin"));
    }

    private Uni<Response> show(SignedIn person, boolean revoked) {
        return grants.ofPerson(pool, person.person())
                .map(list -> list.stream().map(grant -> line(person, grant)).toList())
                .chain(lines -> pages.show(200, page(person, lines, revoked)));
    }

    private AccountPage page(SignedIn person, List<Line> lines, boolean revoked) {
        return new AccountPage(
                person.name(), person.email(), lines, revoked, forms.seal("signout", person, ""));
    }

    private Line line(SignedIn person, GrantStore.Listed listed) {
        var grant = listed.grant();
        return new Line(
                listed.label(),
                listed.clientName(),
                ClientDocuments.host(grant.clientId()).orElse(""),
                listed.workspaceName(),
                grant.resource(),
                grant.scopes().stream().map(Scope::wire).sorted().toList(),
                day(listed.createdAt()),
                day(listed.used()),
                forms.seal(FORM, person, grant.workspace() + " " + grant.id()));
    }

    private static String day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /// Takes a grant back; the form itself names it, so it can only be one of this person's.
    @POST
    @Path("/revoke")
    public Uni<Response> revoke(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(request, () -> journey(request, Form.read(request, body)));
    }

    private Uni<Response> journey(HttpServerRequest request, Parameters form) {
        return sessions.current(request)
                .map(person -> person.orElseThrow(AccountEndpoint::notOurs))
                .map(person -> order(request, form, person))
                .chain(revocations::revoke)
                .map(_ -> pages.redirect(pages.root() + "/account?revoked"));
    }

    private RevocationOrder order(HttpServerRequest request, Parameters form, SignedIn person) {
        String[] named =
                forms.open(FORM, person, form)
                        .filter(_ -> formOrigin.holds(request))
                        .orElseThrow(AccountEndpoint::notOurs)
                        .split(" ", 2);
        Event event =
                Event.of(named[0], "token.revoke", clock.instant())
                        .with("sub", person.person())
                        .with("grant", named[1]);
        return new RevocationOrder(
                named[0],
                RevocationType.GRANT,
                named[1],
                "taken back by the person",
                visitors.of(request).in(event));
    }

    private static Refusal notOurs() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "This form belongs to another session or has become too old.",
                "account_form");
    }
}
