package dev.carnet.auth.password;

import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.mail.Post;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.password.NewPassword.Problem;
import dev.carnet.auth.password.PasswordChange.Order;
import dev.carnet.auth.password.ResetAskPage.State;
import dev.carnet.auth.person.Email;
import dev.carnet.auth.person.Person;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.signin.LinkAttempts;
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

/// `/reset`: a link by mail for who forgot their password, and the form behind it. The sign-in
/// afterwards is one like every other: a second factor is asked for.
@Path("/reset")
public class ResetEndpoint {

    private final Resets resets;
    private final ResetStore store;
    private final LinkAttempts links;
    private final PersonStore persons;
    private final PasswordChange change;
    private final Post post;
    private final Pages pages;
    private final FormOrigin formOrigin;
    private final Visitors visitors;
    private final Pool pool;
    private final Clock clock;

    ResetEndpoint(
            Resets resets,
            ResetStore store,
            LinkAttempts links,
            PersonStore persons,
            PasswordChange change,
            Post post,
            Pages pages,
            FormOrigin formOrigin,
            Visitors visitors,
            Pool pool,
            Clock clock) {
        this.resets = resets;
        this.store = store;
        this.links = links;
        this.persons = persons;
        this.change = change;
        this.post = post;
        this.pages = pages;
        this.formOrigin = formOrigin;
        this.visitors = visitors;
        this.pool = pool;
        this.clock = clock;
    }

    /// Shows the form for the address or, to who has a link, the one for the password.
    @GET
    public Uni<Response> form(@Context HttpServerRequest request) {
        String query = Optional.ofNullable(request.query()).orElse("");
        return pages.answer(
                request,
                () ->
                        Parameters.parse(query)
                                .one("token")
                                .map(token ->
                                        withLink(200, token, Problem.NONE, visitors.of(request)))
                                .orElseGet(() -> ask(200, State.NEW)));
    }

    private Uni<Response> ask(int status, State state) {
        return pages.show(status, new ResetAskPage(state, post.isOpen()));
    }

    /// Takes the address, or the new password.
    @POST
    public Uni<Response> submit(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(
                request,
                () -> {
                    Parameters fields = Form.read(request, body);
                    Visitor visitor = visitors.of(request);
                    if (!formOrigin.holds(request)) {
                        return ask(403, State.NEW);
                    }
                    return fields.one("token")
                            .map(token -> judge(token, fields, visitor))
                            .orElseGet(() -> mail(fields, visitor));
                });
    }

    private Uni<Response> mail(Parameters fields, Visitor visitor) {
        Optional<Email> email = fields.one("email").flatMap(Email::of);
        if (!post.isOpen() || email.isEmpty()) {
            return ask(400, State.NO_EMAIL);
        }
        return resets.ask(email.get(), visitor)
                .chain(asked -> asked ? ask(200, State.ASKED) : ask(429, State.TOO_MANY));
    }

    private Uni<Response> judge(String token, Parameters fields, Visitor visitor) {
        var typed = NewPassword.in(fields);
        return typed.problem() == Problem.NONE
                ? change(token, typed.text(), visitor)
                : withLink(400, token, typed.problem(), visitor);
    }

    private Uni<Response> withLink(int status, String token, Problem problem, Visitor visitor) {
        return links.look(visitor, () -> person(OpaqueToken.hash(token)))
                .chain(person ->
                        person.map(known ->
                                        pages.show(
                                                status,
                                                new ResetPage(token, known.email(), problem)))
                                .orElseGet(this::gone));
    }

    private Uni<Response> change(String token, String password, Visitor visitor) {
        Buffer hash = OpaqueToken.hash(token);
        return links.look(visitor, () -> person(hash))
                .chain(person ->
                        person.map(known -> change(hash, known, password, visitor))
                                .orElseGet(this::gone));
    }

    private Uni<Response> change(Buffer link, Person person, String password, Visitor visitor) {
        var order = new Order("password.reset", person, password, "", true, visitor);
        return change.carryOut(order, transaction -> use(transaction, link))
                .chain(done ->
                        done
                                ? Uni.createFrom()
                                        .item(pages.redirect(pages.root() + "/signin?reset=1"))
                                : gone());
    }

    private Uni<Boolean> use(SqlConnection transaction, Buffer link) {
        return store.use(transaction, link, clock.instant());
    }

    private Uni<Optional<Person>> person(Buffer link) {
        return store.find(pool, link, clock.instant())
                .chain(id ->
                        id.map(persons::find)
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Response> gone() {
        return pages.show(410, new ResetGonePage());
    }
}
