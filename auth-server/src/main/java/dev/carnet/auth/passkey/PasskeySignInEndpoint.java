package dev.carnet.auth.passkey;

import dev.carnet.auth.factor.RelyingParty;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.passkey.PasskeySignIn.Answer;
import dev.carnet.auth.passkey.PasskeySignIn.Outcome;
import dev.carnet.auth.passkey.PasskeySignInPage.Problem;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.Attempts;
import dev.carnet.auth.signin.BrowserForms;
import dev.carnet.auth.signin.HalfOpen;
import dev.carnet.auth.signin.HalfOpens;
import dev.carnet.auth.signin.ReturnTarget;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// `/signin/passkey`: the one sign-in page with a script, which only hands the browser's answer to
/// the form. The challenge is sealed in the form, for this browser.
@Path("/signin/passkey")
public class PasskeySignInEndpoint {

    private static final String FORM = "passkey_sign_in";

    private final PasskeySignIn signIn;
    private final PasskeyStore store;
    private final Options options;
    private final RelyingParty party;
    private final Attempts attempts;
    private final HalfOpens halves;
    private final BrowserForms forms;
    private final Pages pages;
    private final Pool pool;
    private final Clock clock;

    PasskeySignInEndpoint(
            PasskeySignIn signIn,
            PasskeyStore store,
            Options options,
            RelyingParty party,
            Attempts attempts,
            HalfOpens halves,
            BrowserForms forms,
            Pages pages,
            Pool pool,
            Clock clock) {
        this.signIn = signIn;
        this.store = store;
        this.options = options;
        this.party = party;
        this.attempts = attempts;
        this.halves = halves;
        this.forms = forms;
        this.pages = pages;
        this.pool = pool;
        this.clock = clock;
    }

    /// What the page is about when it is shown (again).
    private record Shown(int status, ReturnTarget target, Problem problem) {}

    /// Shows the page.
    @GET
    public Uni<Response> page(@Context HttpServerRequest request) {
        return pages.answer(
                request,
                () -> {
                    String query = Optional.ofNullable(request.query()).orElse("");
                    var target = ReturnTarget.of(Parameters.parse(query).one("return").orElse(""));
                    return show(request, new Shown(200, target, Problem.NONE));
                });
    }

    /// Takes the answer of a passkey.
    @POST
    public Uni<Response> submit(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(request, () -> judge(request, Form.read(request, body)));
    }

    private Uni<Response> judge(HttpServerRequest request, Parameters form) {
        var target = ReturnTarget.of(form.one("return").orElse(""));
        return forms.open(request, FORM, form)
                .map(Challenge::of)
                .map(challenge -> judge(request, form, challenge, target))
                .orElseGet(() -> show(request, new Shown(403, target, Problem.TOO_OLD)));
    }

    private Uni<Response> judge(
            HttpServerRequest request, Parameters form, Challenge challenge, ReturnTarget target) {
        String json = form.one("credential").orElse("");
        return halves.current(request)
                .chain(half ->
                        signIn.attempt(
                                new Answer(
                                        attempts.of(request, half.map(HalfOpen::email).orElse("")),
                                        half,
                                        challenge,
                                        json)))
                .chain(outcome -> answer(request, outcome, target));
    }

    private Uni<Response> answer(HttpServerRequest request, Outcome outcome, ReturnTarget target) {
        return switch (outcome) {
            case Outcome.Done done -> Uni.createFrom().item(goOn(done, target));
            case Outcome.Wrong _ -> show(request, new Shown(403, target, Problem.WRONG));
            case Outcome.TooMany _ -> show(request, new Shown(429, target, Problem.TOO_MANY));
        };
    }

    private Response goOn(Outcome.Done done, ReturnTarget target) {
        return Response.fromResponse(pages.redirect(pages.root() + target.path()))
                .header("Set-Cookie", done.cookie())
                .header("Set-Cookie", forms.end())
                .header("Set-Cookie", halves.forget())
                .build();
    }

    private Uni<Response> show(HttpServerRequest request, Shown shown) {
        if (!party.hasName()) {
            throw Refusal.because(
                    ErrorCode.INVALID_REQUEST,
                    "Passkeys need a Carnet that has a name, not a bare address.",
                    "passkey_without_name");
        }
        return halves.current(request)
                .chain(this::allowed)
                .chain(allowed -> show(request, shown, allowed));
    }

    /// Of somebody who began with a password their own; else any.
    private Uni<List<Buffer>> allowed(Optional<HalfOpen> half) {
        return half.map(HalfOpen::person)
                .map(person ->
                        store.of(pool, person)
                                .map(list -> list.stream().map(Passkey::credential).toList()))
                .orElseGet(() -> Uni.createFrom().item(List.of()));
    }

    private Uni<Response> show(HttpServerRequest request, Shown shown, List<Buffer> allowed) {
        var challenge = Challenge.fresh(clock.instant());
        var sealed = forms.seal(request, FORM, challenge.text(), Limits.PASSKEY_CHALLENGE_LIFE);
        var page =
                new PasskeySignInPage(
                        sealed.token(),
                        shown.target().path(),
                        options.get(challenge, allowed),
                        shown.problem());
        return pages.showWithScript(shown.status(), page)
                .map(answer ->
                        Response.fromResponse(answer)
                                .header("Set-Cookie", sealed.cookie())
                                .build());
    }
}
