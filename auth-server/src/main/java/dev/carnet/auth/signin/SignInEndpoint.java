package dev.carnet.auth.signin;

import dev.carnet.auth.http.Form;
import dev.carnet.auth.page.Cookies;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.FormToken;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.SignIn.Outcome;
import dev.carnet.auth.signin.SignInPage.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.HexFormat;
import java.util.Optional;

/// `/signin`: the form, and what becomes of it. The form is tied to a cookie of its own, so that
/// nobody can be signed in as somebody else by a foreign page.
@Path("/signin")
public class SignInEndpoint {

    private static final String FORM_COOKIE = "carnet_form";
    private static final String PURPOSE = "signin";
    private final SignIn signIn;
    private final Pages pages;
    private final Cookies cookies;
    private final FormToken formTokens;
    private final FormOrigin formOrigin;

    SignInEndpoint(
            SignIn signIn,
            Pages pages,
            Cookies cookies,
            FormToken formTokens,
            FormOrigin formOrigin) {
        this.signIn = signIn;
        this.pages = pages;
        this.cookies = cookies;
        this.formTokens = formTokens;
        this.formOrigin = formOrigin;
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
        if (!isOwn(request, form)) {
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
            case Outcome.Done done -> Uni.createFrom().item(goOn(done, target));
            case Outcome.Wrong _ -> show(request, new Shown(403, email, target, Problem.WRONG));
            case Outcome.TooMany _ ->
                    show(request, new Shown(429, email, target, Problem.TOO_MANY));
        };
    }

    private Response goOn(Outcome.Done done, ReturnTarget target) {
        return Response.fromResponse(pages.redirect(pages.root() + target.path()))
                .header("Set-Cookie", done.cookie())
                .header("Set-Cookie", cookies.end(FORM_COOKIE))
                .build();
    }

    private Uni<Response> show(HttpServerRequest request, Shown shown) {
        String browser = cookies.read(request, FORM_COOKIE).orElseGet(() -> OpaqueToken.fresh(""));
        String token = formTokens.seal(PURPOSE, key(browser), "", Limits.SIGN_IN_FORM_LIFE);
        var page = new SignInPage(token, shown.target().path(), shown.email(), shown.problem());
        return pages.show(shown.status(), page)
                .map(answer ->
                        Response.fromResponse(answer)
                                .header(
                                        "Set-Cookie",
                                        cookies.set(FORM_COOKIE, browser, Limits.SIGN_IN_FORM_LIFE))
                                .build());
    }

    private boolean isOwn(HttpServerRequest request, Parameters form) {
        return formOrigin.holds(request)
                && cookies.read(request, FORM_COOKIE)
                        .flatMap(browser -> open(form, browser))
                        .isPresent();
    }

    private Optional<String> open(Parameters form, String browser) {
        return formTokens.open(PURPOSE, key(browser), form.one("csrf").orElse(""));
    }

    private static String key(String browser) {
        return HexFormat.of().formatHex(OpaqueToken.sha256(browser));
    }

    private static boolean isBusy(Throwable failure) {
        return failure instanceof Refusal refusal
                && refusal.code() == ErrorCode.TEMPORARILY_UNAVAILABLE;
    }
}
