package dev.carnet.auth.account;

import dev.carnet.auth.federation.Federation;
import dev.carnet.auth.federation.Partings;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// `/account/identity`: linking an account at a provider, and ending the link. The way there is a
/// link and no form, because browsers apply `form-action` to where a form is redirected; the link
/// carries the token a form would (V41: nobody is made to link what is not theirs).
@Path("/account/identity")
public class IdentityEndpoint {

    static final String LINK = "link_identity";
    static final String UNLINK = "unlink_identity";

    private final PersonPages personPages;
    private final SessionForms forms;
    private final Federation federation;
    private final Partings partings;
    private final Pages pages;

    IdentityEndpoint(
            PersonPages personPages,
            SessionForms forms,
            Federation federation,
            Partings partings,
            Pages pages) {
        this.personPages = personPages;
        this.forms = forms;
        this.federation = federation;
        this.partings = partings;
        this.pages = pages;
    }

    /// Goes to the provider that the token names.
    @GET
    public Uni<Response> link(@Context HttpServerRequest request) {
        return personPages.show(request, SecurityEndpoint.PLACE, person -> link(request, person));
    }

    private Uni<Response> link(HttpServerRequest request, SignedIn person) {
        var query = Parameters.parse(Optional.ofNullable(request.query()).orElse(""));
        String provider = forms.open(LINK, person, query).orElseThrow(IdentityEndpoint::notOurs);
        return federation
                .begin(request, provider, Optional.of(person.person()), SecurityEndpoint.HERE)
                .map(away ->
                        Response.fromResponse(pages.redirect(away.location()))
                                .header("Set-Cookie", away.cookie())
                                .build());
    }

    /// Ends a link, with what was begun and allowed through it.
    @POST
    @Path("/remove")
    public Uni<Response> remove(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, SecurityEndpoint.PLACE, UNLINK, this::remove);
    }

    private Uni<Response> remove(Answered answered) {
        return partings.unlink(answered.person().person(), answered.text(), answered.visitor()::in)
                .replaceWith(() -> pages.redirect(pages.root() + SecurityEndpoint.HERE + "?done"));
    }

    private static Refusal notOurs() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "This link belongs to another session or has become too old.",
                "identity_link");
    }
}
