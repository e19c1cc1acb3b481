package dev.carnet.auth.authorize;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.signin.ReturnTarget;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.auth.signin.SignedIn;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// `/authorize` (RFC 6749 §4.1.1): judges the request, has the person sign in, asks for consent. A
/// GET changes nothing: clients try the address themselves before they open a browser.
@Path("/authorize")
public class AuthorizeEndpoint {

    private final Authorizations authorizations;
    private final Sessions sessions;
    private final Consents consents;
    private final FreshSignIn freshSignIn;
    private final Pages pages;
    private final Visitors visitors;

    AuthorizeEndpoint(
            Authorizations authorizations,
            Sessions sessions,
            Consents consents,
            FreshSignIn freshSignIn,
            Pages pages,
            Visitors visitors) {
        this.visitors = visitors;
        this.authorizations = authorizations;
        this.sessions = sessions;
        this.consents = consents;
        this.freshSignIn = freshSignIn;
        this.pages = pages;
    }

    /// Shows an error, sends one back to the client, or goes on to sign-in and consent.
    @GET
    public Uni<Response> authorize(@Context HttpServerRequest request) {
        String query = Optional.ofNullable(request.query()).orElse("");
        return pages.answer(
                request,
                () ->
                        authorizations
                                .judge(query, visitors.of(request).address())
                                .chain(verdict -> answer(request, query, verdict)));
    }

    private Uni<Response> answer(
            HttpServerRequest request, String query, AuthorizeVerdict verdict) {
        return switch (verdict) {
            case AuthorizeVerdict.Shown shown -> Uni.createFrom().failure(shown.refusal());
            case AuthorizeVerdict.Redirected redirected ->
                    Uni.createFrom().item(pages.redirect(authorizations.answer(redirected)));
            case AuthorizeVerdict.Accepted accepted ->
                    sessions.current(request)
                            .chain(person ->
                                    proceed(
                                            accepted.request(),
                                            query,
                                            person,
                                            visitors.of(request)));
        };
    }

    private Uni<Response> proceed(
            AuthorizeRequest asked, String query, Optional<SignedIn> person, Visitor visitor) {
        return person.filter(known -> !freshSignIn.isDue(asked, query, known))
                .map(known -> consents.ask(asked, query, known, visitor, false))
                .orElseGet(() -> Uni.createFrom().item(signIn(asked, query)));
    }

    /// Back to the same request afterwards, without the wish for a new sign-in that was granted.
    private Response signIn(AuthorizeRequest asked, String query) {
        String target = ReturnTarget.authorize(freshSignIn.granted(asked, query)).path();
        return pages.redirect(
                pages.root()
                        + "/signin?return="
                        + URLEncoder.encode(target, StandardCharsets.UTF_8));
    }
}
