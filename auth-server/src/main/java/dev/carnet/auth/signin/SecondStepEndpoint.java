package dev.carnet.auth.signin;

import dev.carnet.auth.factor.EnrolledStore;
import dev.carnet.auth.factor.RelyingParty;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.FormToken;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.signin.SecondStep.Outcome;
import dev.carnet.auth.signin.SecondStepPage.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// `/signin/second`: a code of an authenticator app or a recovery code, from the browser whose
/// first step was right a moment ago.
@Path("/signin/second")
public class SecondStepEndpoint {

    private static final String PURPOSE = "second_step";

    private final SecondStep secondStep;
    private final HalfOpens halves;
    private final Pages pages;
    private final FormToken formTokens;
    private final FormOrigin formOrigin;
    private final EnrolledStore enrolled;
    private final RelyingParty party;
    private final Pool pool;

    SecondStepEndpoint(
            SecondStep secondStep,
            HalfOpens halves,
            Pages pages,
            FormToken formTokens,
            FormOrigin formOrigin,
            EnrolledStore enrolled,
            RelyingParty party,
            Pool pool) {
        this.enrolled = enrolled;
        this.party = party;
        this.pool = pool;
        this.secondStep = secondStep;
        this.halves = halves;
        this.pages = pages;
        this.formTokens = formTokens;
        this.formOrigin = formOrigin;
    }

    /// Shows the form, or where it begins.
    @GET
    public Uni<Response> form(@Context HttpServerRequest request) {
        return pages.answer(
                request,
                () -> {
                    String query = Optional.ofNullable(request.query()).orElse("");
                    var target = ReturnTarget.of(Parameters.parse(query).one("return").orElse(""));
                    return halves.current(request)
                            .chain(half ->
                                    half.map(open -> show(200, open, target, Problem.NONE))
                                            .orElseGet(() -> anew(target)));
                });
    }

    /// Takes the code.
    @POST
    public Uni<Response> submit(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(request, () -> judge(request, Form.read(request, body)));
    }

    private Uni<Response> judge(HttpServerRequest request, Parameters form) {
        var target = ReturnTarget.of(form.one("return").orElse(""));
        return halves.current(request)
                .chain(half ->
                        half.map(open -> judge(request, form, open, target))
                                .orElseGet(() -> anew(target)));
    }

    private Uni<Response> judge(
            HttpServerRequest request, Parameters form, HalfOpen half, ReturnTarget target) {
        boolean own =
                formOrigin.holds(request)
                        && form.one("csrf")
                                .flatMap(token -> formTokens.open(PURPOSE, half.key(), token))
                                .isPresent();
        return own
                ? secondStep
                        .attempt(request, half, form.one("code").orElse(""))
                        .chain(outcome -> answer(outcome, half, target))
                : show(403, half, target, Problem.TOO_OLD);
    }

    private Uni<Response> answer(Outcome outcome, HalfOpen half, ReturnTarget target) {
        return switch (outcome) {
            case Outcome.Done done -> Uni.createFrom().item(goOn(done, target));
            case Outcome.Wrong _ -> show(403, half, target, Problem.WRONG);
            case Outcome.TooMany _ -> show(429, half, target, Problem.TOO_MANY);
            case Outcome.Over _ -> anew(target);
        };
    }

    private Response goOn(Outcome.Done done, ReturnTarget target) {
        return Response.fromResponse(pages.redirect(pages.root() + target.path()))
                .header("Set-Cookie", done.cookie())
                .header("Set-Cookie", halves.forget())
                .build();
    }

    private Uni<Response> anew(ReturnTarget target) {
        return Uni.createFrom().item(pages.redirect(pages.root() + target.signIn()));
    }

    private Uni<Response> show(int status, HalfOpen half, ReturnTarget target, Problem problem) {
        String token = formTokens.seal(PURPOSE, half.key(), "", Limits.SECOND_STEP_LIFE);
        return enrolled.of(pool, half.person())
                .map(has -> has.passkeys() > 0 && party.hasName() ? target.passkey() : "")
                .map(link -> new SecondStepPage(token, target.path(), problem, link))
                .chain(page -> pages.show(status, page));
    }
}
