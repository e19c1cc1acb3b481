package dev.carnet.auth.password;

import dev.carnet.auth.page.Pages;
import dev.carnet.auth.password.NewPassword.Problem;
import dev.carnet.auth.password.PasswordChange.Order;
import dev.carnet.auth.person.Passwords;
import dev.carnet.auth.person.Person;
import dev.carnet.auth.person.PersonStore;
import dev.carnet.auth.signin.Attempt;
import dev.carnet.auth.signin.Attempts;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.shared.audit.AuditLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// `/account/password`: another password for who knows the old one and signed in recently. The old
/// one is asked for under the same limit as at the sign-in page (V17).
@Path("/account/password")
public class PasswordEndpoint {

    private static final String FORM = "password";
    private static final Place PLACE = new Place("/account/password", Need.FRESH);

    private final PersonPages personPages;
    private final SessionForms forms;
    private final Pages pages;
    private final PersonStore persons;
    private final Passwords passwords;
    private final Attempts attempts;
    private final PasswordChange change;
    private final AuditLog log;

    PasswordEndpoint(
            PersonPages personPages,
            SessionForms forms,
            Pages pages,
            PersonStore persons,
            Passwords passwords,
            Attempts attempts,
            PasswordChange change,
            AuditLog log) {
        this.personPages = personPages;
        this.forms = forms;
        this.pages = pages;
        this.persons = persons;
        this.passwords = passwords;
        this.attempts = attempts;
        this.change = change;
        this.log = log;
    }

    /// Shows the form.
    @GET
    public Uni<Response> form(@Context HttpServerRequest request) {
        boolean done = Optional.ofNullable(request.query()).orElse("").equals("done");
        return personPages.show(request, PLACE, person -> show(200, person, Problem.NONE, done));
    }

    /// Changes the password.
    @POST
    public Uni<Response> submit(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, PLACE, FORM, this::judge);
    }

    private Uni<Response> judge(Answered answered) {
        var typed = NewPassword.in(answered.fields());
        return typed.problem() == Problem.NONE
                ? attempt(answered, typed.text())
                : again(400, answered, typed.problem());
    }

    private Uni<Response> attempt(Answered answered, String password) {
        Attempt attempt = attempts.of(answered.request(), answered.person().email());
        return attempts.take(attempt)
                .chain(taken ->
                        taken
                                ? check(answered, attempt, password)
                                : again(429, answered, Problem.TOO_MANY));
    }

    private Uni<Response> check(Answered answered, Attempt attempt, String password) {
        String old = answered.fields().one("password").orElse("");
        return persons.find(answered.person().person())
                .chain(person ->
                        passwords
                                .matches(old, person)
                                .chain(right ->
                                        right
                                                ? change(
                                                        answered,
                                                        attempt,
                                                        person.orElseThrow(),
                                                        password)
                                                : wrong(answered, attempt)));
    }

    private Uni<Response> wrong(Answered answered, Attempt attempt) {
        var event =
                attempt.event("password.change")
                        .with("sub", answered.person().person())
                        .with("out", "denied");
        return log.append(event).chain(() -> again(403, answered, Problem.WRONG));
    }

    private Uni<Response> change(
            Answered answered, Attempt attempt, Person person, String password) {
        if (answered.fields().one("password").equals(Optional.of(password))) {
            return again(400, answered, Problem.SAME);
        }
        var order =
                new Order(
                        "password.change",
                        person,
                        password,
                        answered.person().session(),
                        answered.fields().one("programs").isPresent(),
                        answered.visitor());
        return change.carryOut(order, transaction -> giveBack(transaction, attempt))
                .chain(done ->
                        done
                                ? Uni.createFrom()
                                        .item(
                                                pages.redirect(
                                                        pages.root() + "/account/password?done"))
                                : again(403, answered, Problem.WRONG));
    }

    private Uni<Boolean> giveBack(SqlConnection transaction, Attempt attempt) {
        return attempts.giveBack(transaction, attempt).replaceWith(true);
    }

    private Uni<Response> again(int status, Answered answered, Problem problem) {
        return show(status, answered.person(), problem, false);
    }

    private Uni<Response> show(int status, SignedIn person, Problem problem, boolean done) {
        return pages.show(
                status,
                new PasswordPage(
                        person.email(),
                        problem,
                        done,
                        forms.seal(FORM, person, ""),
                        person.name(),
                        forms.seal("signout", person, "")));
    }
}
