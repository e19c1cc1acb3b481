package dev.carnet.auth.account;

import dev.carnet.auth.federation.Federation;
import dev.carnet.auth.federation.LinkStore;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
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
    private final LinkStore links;
    private final Pages pages;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    IdentityEndpoint(
            PersonPages personPages,
            SessionForms forms,
            Federation federation,
            LinkStore links,
            Pages pages,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.personPages = personPages;
        this.forms = forms;
        this.federation = federation;
        this.links = links;
        this.pages = pages;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
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

    /// Ends a link.
    @POST
    @Path("/remove")
    public Uni<Response> remove(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, SecurityEndpoint.PLACE, UNLINK, this::remove);
    }

    private Uni<Response> remove(Answered answered) {
        return pool.withTransaction(transaction -> remove(transaction, answered))
                .call(log::settle)
                .replaceWith(() -> pages.redirect(pages.root() + SecurityEndpoint.HERE + "?done"));
    }

    private Uni<Outboxed> remove(SqlConnection transaction, Answered answered) {
        String person = answered.person().person();
        Event event =
                Event.of(Event.SYSTEM, "identity.unlink", clock.instant())
                        .with("sub", person)
                        .with("id", answered.text())
                        .with("out", "ok");
        return links.remove(transaction, person, answered.text())
                .chain(() -> outbox.put(transaction, answered.visitor().in(event)));
    }

    private static Refusal notOurs() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "This link belongs to another session or has become too old.",
                "identity_link");
    }
}
