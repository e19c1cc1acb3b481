package dev.carnet.auth.account;

import dev.carnet.auth.account.Founding.Owner;
import dev.carnet.auth.client.ClientName;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.signin.LinkAttempts;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.AuditLog.Outboxed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
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

/// `/setup`: whoever holds the one-time link becomes the first owner. Of several at the same moment
/// one wins, and afterwards the link is as good as none.
@Path("/setup")
public class SetupEndpoint {

    private final SetupLinkStore links;
    private final LinkAttempts attempts;
    private final Visitors visitors;
    private final Founding founding;
    private final Passwords passwords;
    private final Pages pages;
    private final FormOrigin formOrigin;
    private final Pool pool;
    private final AuditLog log;
    private final Clock clock;

    SetupEndpoint(
            SetupLinkStore links,
            LinkAttempts attempts,
            Visitors visitors,
            Founding founding,
            Passwords passwords,
            Pages pages,
            FormOrigin formOrigin,
            Pool pool,
            AuditLog log,
            Clock clock) {
        this.links = links;
        this.attempts = attempts;
        this.visitors = visitors;
        this.founding = founding;
        this.passwords = passwords;
        this.pages = pages;
        this.formOrigin = formOrigin;
        this.pool = pool;
        this.log = log;
        this.clock = clock;
    }

    /// What was filled in.
    private record Filled(
            String token, String email, String name, String workspace, String password) {

        static Filled in(Parameters form) {
            return new Filled(
                    form.one("token").orElse(""),
                    form.one("email").orElse(""),
                    ClientName.clean(form.one("name").orElse(""), ""),
                    ClientName.clean(form.one("workspace").orElse(""), ""),
                    form.one("password").orElse(""));
        }

        boolean isComplete() {
            return Email.of(email).isPresent()
                    && !name.isEmpty()
                    && !workspace.isEmpty()
                    && workspace.length() <= Limits.NAME_CODE_POINTS
                    && password.length() >= Limits.PASSWORD_MIN_CHARACTERS
                    && password.length() <= Limits.PASSWORD_MAX_CHARACTERS;
        }

        Buffer hash() {
            return OpaqueToken.hash(token);
        }
    }

    /// Shows the form, if the link works.
    @GET
    public Uni<Response> form(@Context HttpServerRequest request) {
        return pages.answer(
                request,
                () -> {
                    String query = Optional.ofNullable(request.query()).orElse("");
                    String token = Parameters.parse(query).one("token").orElse("");
                    return show(
                            200,
                            new SetupPage(token, "", "", "Default", false),
                            visitors.of(request));
                });
    }

    /// Makes the first owner.
    @POST
    public Uni<Response> submit(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(
                request,
                () -> {
                    Filled filled = Filled.in(Form.read(request, body));
                    return formOrigin.holds(request) && filled.isComplete()
                            ? found(filled, visitors.of(request))
                            : show(400, again(filled), visitors.of(request));
                });
    }

    private Uni<Response> show(int status, SetupPage page, Visitor visitor) {
        return attempts.look(visitor, () -> open(page))
                .chain(open -> open.map(it -> pages.show(status, it)).orElseGet(this::gone));
    }

    private Uni<Optional<SetupPage>> open(SetupPage page) {
        return links.isOpen(pool, OpaqueToken.hash(page.token()), clock.instant())
                .map(open -> open ? Optional.of(page) : Optional.empty());
    }

    private static SetupPage again(Filled filled) {
        return new SetupPage(
                filled.token(), filled.email(), filled.name(), filled.workspace(), true);
    }

    private Uni<Response> found(Filled filled, Visitor visitor) {
        return attempts.look(visitor, () -> found(filled))
                .chain(founded -> founded.map(this::done).orElseGet(this::gone));
    }

    private Uni<Optional<Outboxed>> found(Filled filled) {
        return passwords
                .hash(filled.password())
                .map(hash -> owner(filled, hash))
                .chain(owner ->
                        pool.withTransaction(transaction -> found(transaction, filled, owner)));
    }

    private Uni<Optional<Outboxed>> found(SqlConnection transaction, Filled filled, Owner owner) {
        return links.use(transaction, filled.hash(), clock.instant())
                .chain(won ->
                        won
                                ? founding.found(transaction, owner)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private static Owner owner(Filled filled, String hash) {
        return new Owner(
                Email.of(filled.email()).orElseThrow(), filled.name(), hash, filled.workspace());
    }

    /// On to the sign-in page: the first sign-in is one like every other.
    private Uni<Response> done(Outboxed founded) {
        return log.settle(founded).replaceWith(() -> pages.redirect(pages.root() + "/signin"));
    }

    private Uni<Response> gone() {
        return pages.show(410, new SetupGonePage());
    }
}
