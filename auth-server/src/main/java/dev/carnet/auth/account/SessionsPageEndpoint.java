package dev.carnet.auth.account;

import dev.carnet.auth.account.SessionsPage.Line;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SessionStore;
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
import java.util.List;
import java.util.Optional;

/// `/account/sessions`: where a person is signed in. They end one, or all but the one they are in.
@Path("/account/sessions")
public class SessionsPageEndpoint {

    private static final String FORM = "end_session";
    private static final String OTHERS = "others";
    private static final Place PLACE = new Place("/account/sessions", Need.SIGNED_IN);

    private final PersonPages personPages;
    private final SessionStore sessions;
    private final SessionForms forms;
    private final Pages pages;
    private final Pool pool;
    private final AuditOutbox outbox;
    private final AuditLog log;
    private final Clock clock;

    SessionsPageEndpoint(
            PersonPages personPages,
            SessionStore sessions,
            SessionForms forms,
            Pages pages,
            Pool pool,
            AuditOutbox outbox,
            AuditLog log,
            Clock clock) {
        this.personPages = personPages;
        this.sessions = sessions;
        this.forms = forms;
        this.pages = pages;
        this.pool = pool;
        this.outbox = outbox;
        this.log = log;
        this.clock = clock;
    }

    /// Shows them.
    @GET
    public Uni<Response> list(@Context HttpServerRequest request) {
        boolean ended = Optional.ofNullable(request.query()).orElse("").equals("ended");
        return personPages.show(
                request,
                PLACE,
                person ->
                        sessions.list(pool, person.person(), clock.instant())
                                .chain(all -> pages.show(200, page(person, all, ended))));
    }

    private SessionsPage page(SignedIn person, List<SessionStore.Listed> all, boolean ended) {
        return new SessionsPage(
                all.stream().map(session -> line(person, session)).toList(),
                ended,
                forms.seal(FORM, person, OTHERS),
                person.name(),
                forms.seal("signout", person, ""));
    }

    private Line line(SignedIn person, SessionStore.Listed session) {
        return new Line(
                session.device(),
                session.network(),
                Minutes.text(session.createdAt()),
                Minutes.text(session.seenAt()),
                session.id().equals(person.session()),
                forms.seal(FORM, person, session.id()));
    }

    /// Ends what the form names: a session, or all others.
    @POST
    public Uni<Response> end(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, PLACE, FORM, this::end);
    }

    private Uni<Response> end(Answered answered) {
        return pool.withTransaction(transaction -> end(transaction, answered))
                .call(log::settle)
                .map(_ -> pages.redirect(pages.root() + "/account/sessions?ended"));
    }

    private Uni<Outboxed> end(SqlConnection transaction, Answered answered) {
        String person = answered.person().person();
        Event event =
                answered.visitor()
                        .in(Event.of(Event.SYSTEM, "session.revoke", clock.instant()))
                        .with("sub", person)
                        .with("id", answered.text())
                        .with("out", "ok");
        return answered.text().equals(OTHERS)
                ? sessions.endOthers(transaction, person, answered.person().session())
                        .chain(count ->
                                outbox.put(
                                        transaction, event.with("count", Integer.toString(count))))
                : sessions.end(transaction, person, answered.text())
                        .chain(() -> outbox.put(transaction, event.with("count", "1")));
    }
}
