package dev.carnet.auth.signin;

import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import dev.carnet.shared.audit.AuditOutbox;
import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;

/// `/signout`: ends the browser's session. What clients were granted is not touched.
@Path("/signout")
public class SignOutEndpoint {

    private final Sessions sessions;
    private final SessionForms forms;
    private final FormOrigin formOrigin;
    private final Pages pages;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;
    private final Visitors visitors;

    SignOutEndpoint(
            Sessions sessions,
            SessionForms forms,
            FormOrigin formOrigin,
            Pages pages,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock,
            Visitors visitors) {
        this.visitors = visitors;
        this.sessions = sessions;
        this.forms = forms;
        this.formOrigin = formOrigin;
        this.pages = pages;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Ends the session that the form belongs to; any other form changes nothing.
    @POST
    public Uni<Response> signOut(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(request, () -> journey(request, Form.read(request, body)));
    }

    private Uni<Response> journey(HttpServerRequest request, Parameters form) {
        ReturnTarget target = ReturnTarget.of(form.one("return").orElse(""));
        return sessions.current(request)
                .map(current -> current.filter(person -> isOwn(request, form, person)))
                .call(current ->
                        current.map(person -> end(request, person)).orElseGet(this::nothing))
                .map(current -> gone(current, target));
    }

    private boolean isOwn(HttpServerRequest request, Parameters form, SignedIn person) {
        return formOrigin.holds(request) && forms.open("signout", person, form).isPresent();
    }

    private Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private Uni<Void> end(HttpServerRequest request, SignedIn person) {
        Event event =
                Event.of(Event.SYSTEM, "sign_out", clock.instant())
                        .with("sub", person.person())
                        .with("out", "ok");
        return pool.withTransaction(
                        transaction -> end(transaction, request, visitors.of(request).in(event)))
                .call(log::settle)
                .replaceWithVoid();
    }

    private Uni<Outboxed> end(SqlConnection transaction, HttpServerRequest request, Event event) {
        return sessions.end(transaction, request).chain(() -> outbox.put(transaction, event));
    }

    private Response gone(Optional<SignedIn> ended, ReturnTarget target) {
        Response onward = pages.redirect(pages.root() + target.path());
        return ended.isEmpty()
                ? onward
                : Response.fromResponse(onward).header("Set-Cookie", sessions.forget()).build();
    }
}
