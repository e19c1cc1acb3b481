package dev.carnet.auth.signin;

import dev.carnet.auth.factor.RelyingParty;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.Entrance.Way;
import dev.carnet.auth.signin.SignIn.Outcome;
import dev.carnet.auth.signin.SignInPage.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/// `/signin`: the form, and what becomes of it. The form is tied to a cookie of its own, so that
/// nobody can be signed in as somebody else by a foreign page.
@Path("/signin")
public class SignInEndpoint {

    private static final String FORM = "signin";

    private final SignIn signIn;
    private final Pages pages;
    private final BrowserForms forms;
    private final RelyingParty party;
    private final DoorStore doors;
    private final Pool pool;

    SignInEndpoint(
            SignIn signIn,
            Pages pages,
            BrowserForms forms,
            RelyingParty party,
            DoorStore doors,
            Pool pool) {
        this.doors = doors;
        this.pool = pool;
        this.signIn = signIn;
        this.pages = pages;
        this.forms = forms;
        this.party = party;
    }

    /// What the form shows when it is shown (again).
    private record Shown(int status, String email, ReturnTarget target, Problem problem) {}

    /// Shows the form.
    @GET
    public Uni<Response> form(@Context HttpServerRequest request) {
        return pages.answer(
                request,
                () -> {
                    String query = Optional.ofNullable(request.query()).orElse("");
                    Parameters asked = Parameters.parse(query);
                    var target = ReturnTarget.of(asked.one("return").orElse(""));
                    return show(request, new Shown(200, "", target, why(asked)));
                });
    }

    private static Problem why(Parameters asked) {
        Problem first = asked.one("again").isPresent() ? Problem.AGAIN : Problem.NONE;
        Problem second = asked.one("reset").isPresent() ? Problem.RESET : first;
        return asked.one("joined").isPresent() ? Problem.JOINED : second;
    }

    /// Takes e-mail and password.
    @POST
    public Uni<Response> submit(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(request, () -> judge(request, Form.read(request, body)));
    }

    private Uni<Response> judge(HttpServerRequest request, Parameters form) {
        String email = form.one("email").orElse("");
        ReturnTarget target = ReturnTarget.of(form.one("return").orElse(""));
        if (forms.open(request, FORM, form).isEmpty()) {
            return show(request, new Shown(403, email, target, Problem.TOO_OLD));
        }
        return signIn.attempt(request, email, form.one("password").orElse(""))
                .chain(outcome -> answer(request, outcome, email, target))
                .onFailure(SignInEndpoint::isBusy)
                .recoverWithUni(() -> show(request, new Shown(503, email, target, Problem.BUSY)));
    }

    private Uni<Response> answer(
            HttpServerRequest request, Outcome outcome, String email, ReturnTarget target) {
        return switch (outcome) {
            case Outcome.Right right -> Uni.createFrom().item(goOn(right.way(), target));
            case Outcome.Wrong _ -> show(request, new Shown(403, email, target, Problem.WRONG));
            case Outcome.TooMany _ ->
                    show(request, new Shown(429, email, target, Problem.TOO_MANY));
        };
    }

    private Response goOn(Way way, ReturnTarget target) {
        String next =
                switch (way) {
                    case Way.In _ -> target.path();
                    case Way.Half _ -> target.secondStep();
                };
        return Response.fromResponse(pages.redirect(pages.root() + next))
                .header("Set-Cookie", way.cookie())
                .header("Set-Cookie", forms.end())
                .build();
    }

    private Uni<Response> show(HttpServerRequest request, Shown shown) {
        var sealed = forms.seal(request, FORM, "", Limits.SIGN_IN_FORM_LIFE);
        return doors.open(pool)
                .map(open -> page(sealed.token(), shown, open))
                .chain(page -> pages.show(shown.status(), page))
                .map(answer ->
                        Response.fromResponse(answer)
                                .header("Set-Cookie", sealed.cookie())
                                .build());
    }

    private SignInPage page(String token, Shown shown, List<DoorStore.Door> open) {
        ReturnTarget target = shown.target();
        return new SignInPage(
                token,
                target.path(),
                shown.email(),
                shown.problem(),
                party.hasName() ? target.passkey() : "",
                open.stream()
                        .map(door -> new SignInPage.Way(door.name(), target.provider(door.id())))
                        .toList());
    }

    private static boolean isBusy(Throwable failure) {
        return failure instanceof Refusal refusal
                && refusal.code() == ErrorCode.TEMPORARILY_UNAVAILABLE;
    }
}
