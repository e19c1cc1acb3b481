package dev.carnet.auth.authorize;

import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.token.GrantLabel;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/// `/consent`: what the person answered. The only way to a code (V50).
@Path("/consent")
public class ConsentEndpoint {

    private final Sessions sessions;
    private final SessionForms forms;
    private final FormOrigin formOrigin;
    private final Authorizations authorizations;
    private final Consents consents;
    private final Decisions decisions;
    private final Pages pages;
    private final Visitors visitors;

    ConsentEndpoint(
            Sessions sessions,
            SessionForms forms,
            FormOrigin formOrigin,
            Authorizations authorizations,
            Consents consents,
            Decisions decisions,
            Pages pages,
            Visitors visitors) {
        this.visitors = visitors;
        this.sessions = sessions;
        this.forms = forms;
        this.formOrigin = formOrigin;
        this.authorizations = authorizations;
        this.consents = consents;
        this.decisions = decisions;
        this.pages = pages;
    }

    /// A form that is proven to be the answer to our question.
    private record Answered(
            HttpServerRequest http, Parameters form, SignedIn person, String query) {

        boolean allows() {
            return switch (form.one("decision").orElse("")) {
                case "allow" -> true;
                case "deny" -> false;
                default -> throw Refusal.invalidRequest("Allow or Deny has to be pressed.");
            };
        }
    }

    /// Takes the decision, and sends the person on to the client.
    @POST
    public Uni<Response> decide(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(request, () -> journey(request, Form.read(request, body)));
    }

    private Uni<Response> journey(HttpServerRequest request, Parameters form) {
        return sessions.current(request)
                .map(person -> person.orElseThrow(ConsentEndpoint::notOurs))
                .map(person -> prove(request, form, person))
                .chain(answered ->
                        authorizations
                                .judge(answered.query(), visitors.of(request).address())
                                .chain(verdict -> proceed(answered, verdict)));
    }

    private Answered prove(HttpServerRequest request, Parameters form, SignedIn person) {
        String query =
                forms.open(Consents.FORM, person, form)
                        .filter(_ -> formOrigin.holds(request))
                        .orElseThrow(ConsentEndpoint::notOurs);
        return new Answered(request, form, person, query);
    }

    /// The request is judged again: the client may have been revoked meanwhile.
    private Uni<Response> proceed(Answered answered, AuthorizeVerdict verdict) {
        return switch (verdict) {
            case AuthorizeVerdict.Shown shown -> Uni.createFrom().failure(shown.refusal());
            case AuthorizeVerdict.Redirected redirected ->
                    Uni.createFrom().item(pages.redirect(authorizations.answer(redirected)));
            case AuthorizeVerdict.Accepted accepted ->
                    consents.choice(accepted.request(), answered.query(), answered.person())
                            .map(choice -> choice.orElseThrow(ConsentEndpoint::notOurs))
                            .chain(choice -> decideIfAllowed(answered, choice));
        };
    }

    /// The workspace may have changed its rules since the question was shown; redeeming the code
    /// asks once more.
    private Uni<Response> decideIfAllowed(Answered answered, Choice<AuthorizeRequest> choice) {
        if (choice.here().lacksFactor()) {
            Visitor visitor = visitors.of(answered.http());
            return consents.ask(
                    choice.request(), answered.query(), answered.person(), visitor, false);
        }
        return consents.isAllowed(choice)
                .chain(allowed ->
                        allowed ? decide(answered, choice) : notAllowed(answered, choice));
    }

    private Uni<Response> notAllowed(Answered answered, Choice<AuthorizeRequest> choice) {
        Refusal refusal = Consents.notAllowed();
        return decisions
                .deny(choice, answered.person(), visitors.of(answered.http()), refusal.reason())
                .map(_ -> pages.redirect(authorizations.answer(choice.request(), refusal)));
    }

    private Uni<Response> decide(Answered answered, Choice<AuthorizeRequest> choice) {
        AuthorizeRequest request = choice.request();
        Visitor visitor = visitors.of(answered.http());
        if (!answered.allows()) {
            return decisions
                    .deny(choice, answered.person(), visitor, "by_person")
                    .map(_ -> pages.redirect(authorizations.answer(request, denied())));
        }
        Set<Scope> granted = choice.granted(answered.form());
        return granted.isEmpty()
                ? consents.ask(request, answered.query(), answered.person(), visitor, true)
                : decisions
                        .allow(
                                choice,
                                granted,
                                label(answered, choice, visitor),
                                answered.person(),
                                visitor)
                        .map(code -> pages.redirect(authorizations.answer(request, code)));
    }

    private static String label(
            Answered answered, Choice<AuthorizeRequest> choice, Visitor visitor) {
        String proposed = GrantLabel.proposed(choice.request().client(), visitor);
        return GrantLabel.clean(answered.form().one("label").orElse(""), proposed);
    }

    private static Refusal denied() {
        return Refusal.of(ErrorCode.ACCESS_DENIED, "The person denied the request.");
    }

    private static Refusal notOurs() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "This form belongs to another session or has become too old. Start again in the"
                        + " program you came from.",
                "consent_form");
    }
}
