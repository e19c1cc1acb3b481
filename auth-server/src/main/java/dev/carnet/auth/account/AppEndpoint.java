package dev.carnet.auth.account;

import dev.carnet.auth.account.FactorChange.Order;
import dev.carnet.auth.factor.AppSecret;
import dev.carnet.auth.factor.Apps;
import dev.carnet.auth.factor.EnrolledStore;
import dev.carnet.auth.factor.Factors;
import dev.carnet.auth.factor.QrCode;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.signin.PersonPages;
import dev.carnet.auth.signin.PersonPages.Answered;
import dev.carnet.auth.signin.PersonPages.Need;
import dev.carnet.auth.signin.PersonPages.Place;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.SignedIn;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;

/// `/account/app`: the setting up of an authenticator app. Until the first code was right the
/// secret lives in the form alone, sealed for this session; afterwards it is never shown again.
@Path("/account/app")
public class AppEndpoint {

    private static final Place PLACE = new Place("/account/app", Need.FRESH_WITH_FACTOR);
    private static final String FORM = "set_up_app";

    private final PersonPages personPages;
    private final FactorChange change;
    private final Apps apps;
    private final EnrolledStore enrolled;
    private final SessionForms forms;
    private final Pages pages;
    private final Pool pool;
    private final Clock clock;

    AppEndpoint(
            PersonPages personPages,
            FactorChange change,
            Apps apps,
            EnrolledStore enrolled,
            SessionForms forms,
            Pages pages,
            Pool pool,
            Clock clock) {
        this.personPages = personPages;
        this.change = change;
        this.apps = apps;
        this.enrolled = enrolled;
        this.forms = forms;
        this.pages = pages;
        this.pool = pool;
        this.clock = clock;
    }

    /// Shows a fresh secret, to somebody who has no app.
    @GET
    public Uni<Response> form(@Context HttpServerRequest request) {
        return pages.answer(
                request,
                () -> {
                    Onward onward = Onward.in(request);
                    return personPages.show(
                            request, onward.from(PLACE), person -> begin(person, onward));
                });
    }

    private Uni<Response> begin(SignedIn person, Onward onward) {
        return enrolled.of(pool, person.person())
                .chain(has ->
                        has.app()
                                ? Uni.createFrom()
                                        .item(pages.redirect(pages.root() + onward.path()))
                                : show(200, person, AppSecret.fresh(), onward, false));
    }

    /// Takes the first code.
    @POST
    public Uni<Response> confirm(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(request, body, PLACE, FORM, this::confirm);
    }

    private Uni<Response> confirm(Answered answered) {
        var secret = new AppSecret(Onward.rest(answered.text()));
        var onward = Onward.sealed(answered.text());
        String code = answered.fields().one("code").orElse("").replace(" ", "");
        return secret.step(code, clock.instant())
                .map(step -> add(answered, secret, step))
                .orElseGet(() -> show(400, answered.person(), secret, onward, true));
    }

    private Uni<Response> add(Answered answered, AppSecret secret, long step) {
        String person = answered.person().person();
        return change.add(
                        Order.of(answered, "factor.add", Factors.Kind.APP),
                        transaction -> apps.add(transaction, person, secret, step, clock.instant()))
                .chain(changed -> change.answer(changed, Onward.sealed(answered.text())));
    }

    /// Removes the app.
    @POST
    @Path("/remove")
    public Uni<Response> remove(@Context HttpServerRequest request, byte[] body) {
        return personPages.take(
                request, body, SecurityEndpoint.PLACE, SecurityEndpoint.REMOVE_APP, this::remove);
    }

    private Uni<Response> remove(Answered answered) {
        return change.alter(
                        Order.of(answered, "factor.remove", Factors.Kind.APP),
                        transaction -> apps.remove(transaction, answered.person().person()))
                .chain(change::answer);
    }

    private Uni<Response> show(
            int status, SignedIn person, AppSecret secret, Onward onward, boolean wrong) {
        return pages.show(
                status,
                new AppPage(
                        forms.seal(FORM, person, onward.behind(secret.text())),
                        QrCode.of(secret.uri("Carnet", person.email())),
                        secret.key().replaceAll("(.{4})(?!$)", "$1 "),
                        wrong));
    }
}
