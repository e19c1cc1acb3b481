package dev.carnet.auth.device;

import dev.carnet.auth.authorize.Choice;
import dev.carnet.auth.device.DeviceCodePage.Problem;
import dev.carnet.auth.device.DeviceCodes.Allowance;
import dev.carnet.auth.http.Form;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.http.Visitors;
import dev.carnet.auth.page.FormOrigin;
import dev.carnet.auth.page.Pages;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.auth.signin.ReturnTarget;
import dev.carnet.auth.signin.SessionForms;
import dev.carnet.auth.signin.Sessions;
import dev.carnet.auth.signin.SignedIn;
import dev.carnet.auth.token.GrantLabel;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// `/device` (RFC 8628 §3.3): sign in, type the code, compare, decide. A link with the code in it
/// only fills the field; nothing is looked up or decided by a GET.
@Path("/device")
public class DeviceEndpoint {

    private static final String USER_CODE = "user_code";

    private final Sessions sessions;
    private final SessionForms forms;
    private final FormOrigin formOrigin;
    private final DeviceCodes codes;
    private final DeviceAttempts attempts;
    private final DevicePages view;
    private final Pages pages;
    private final Visitors visitors;
    private final Clock clock;

    DeviceEndpoint(
            Sessions sessions,
            SessionForms forms,
            FormOrigin formOrigin,
            DeviceCodes codes,
            DeviceAttempts attempts,
            DevicePages view,
            Pages pages,
            Visitors visitors,
            Clock clock) {
        this.sessions = sessions;
        this.forms = forms;
        this.formOrigin = formOrigin;
        this.codes = codes;
        this.attempts = attempts;
        this.view = view;
        this.pages = pages;
        this.visitors = visitors;
        this.clock = clock;
    }

    /// What a signed-in person sent.
    private record Sent(SignedIn person, Parameters form, Visitor visitor, Instant now) {

        String text(String name) {
            return form.one(name).orElse("");
        }
    }

    /// Shows the field for the code, or the way to sign in.
    @GET
    public Uni<Response> page(@Context HttpServerRequest request) {
        return pages.answer(
                request,
                () -> {
                    String query = Optional.ofNullable(request.query()).orElse("");
                    String code = Parameters.parse(query).one(USER_CODE).orElse("");
                    return sessions.current(request).chain(person -> begin(person, code));
                });
    }

    private Uni<Response> begin(Optional<SignedIn> person, String code) {
        String shown = UserCode.of(code).map(UserCode::shown).orElse("");
        return person.map(known -> view.askCode(200, known, shown, Problem.NONE))
                .orElseGet(() -> Uni.createFrom().item(signIn(shown)));
    }

    private Response signIn(String code) {
        String target = ReturnTarget.device(code.isEmpty() ? "" : USER_CODE + "=" + code).path();
        return pages.redirect(
                pages.root()
                        + "/signin?return="
                        + URLEncoder.encode(target, StandardCharsets.UTF_8));
    }

    /// Takes a code, and shows what asks under it.
    @POST
    public Uni<Response> code(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(
                request, () -> sent(request, Form.read(request, body)).chain(this::lookUp));
    }

    private Uni<Sent> sent(HttpServerRequest request, Parameters form) {
        return sessions.current(request)
                .map(person -> person.orElseThrow(DeviceEndpoint::notOurs))
                .map(person -> {
                    if (!formOrigin.holds(request)) {
                        throw notOurs();
                    }
                    return new Sent(person, form, visitors.of(request), clock.instant());
                });
    }

    private Uni<Response> lookUp(Sent sent) {
        if (forms.open(DevicePages.CODE, sent.person(), sent.form()).isEmpty()) {
            return again(403, sent, Problem.TOO_OLD);
        }
        return attempts.take(sent.person(), sent.visitor(), sent.now())
                .chain(taken -> taken ? find(sent) : again(429, sent, Problem.TOO_MANY));
    }

    private Uni<Response> again(int status, Sent sent, Problem problem) {
        String typed = sent.text(USER_CODE);
        return view.askCode(
                status, sent.person(), UserCode.of(typed).map(UserCode::shown).orElse(""), problem);
    }

    private Uni<Response> find(Sent sent) {
        return UserCode.of(sent.text(USER_CODE))
                .map(user ->
                        codes.waiting(user)
                                .chain(found ->
                                        found.map(request -> right(sent, user, request))
                                                .orElseGet(() -> again(400, sent, Problem.WRONG))))
                .orElseGet(() -> again(400, sent, Problem.WRONG));
    }

    private Uni<Response> right(Sent sent, UserCode user, DeviceRequest request) {
        return attempts.giveBack(sent.person(), sent.visitor(), sent.now())
                .chain(() -> view.choice(request, sent.person(), sent.text(Choice.WORKSPACE)))
                .chain(choice -> view.ask(user, choice, sent.person(), false));
    }

    /// Takes the decision: the only way to a token for a device (V50).
    @POST
    @Path("/decision")
    public Uni<Response> decide(@Context HttpServerRequest request, byte[] body) {
        return pages.answer(
                request, () -> sent(request, Form.read(request, body)).chain(this::decide));
    }

    private Uni<Response> decide(Sent sent) {
        String[] sealed =
                forms.open(DevicePages.DECISION, sent.person(), sent.form())
                        .orElseThrow(DeviceEndpoint::notOurs)
                        .split(" ", 2);
        var user = new UserCode(sealed[0]);
        return codes.waiting(user)
                .map(found -> found.orElseThrow(DeviceEndpoint::over))
                .chain(request -> view.choice(request, sent.person(), sealed[1]))
                .invoke(choice -> demandSame(choice, sealed[1]))
                .chain(choice -> decide(sent, user, choice));
    }

    private Uni<Response> decide(Sent sent, UserCode user, Choice<DeviceRequest> choice) {
        if (choice.here().lacksFactor()) {
            return view.ask(user, choice, sent.person(), false);
        }
        if (!allows(sent.form())) {
            return codes.deny(user, choice, sent.person(), sent.visitor())
                    .chain(() -> view.done(false));
        }
        Set<Scope> granted = choice.granted(sent.form());
        return granted.isEmpty()
                ? view.ask(user, choice, sent.person(), true)
                : codes.allow(
                                user,
                                new Allowance(choice, granted, label(sent, choice)),
                                sent.person(),
                                sent.visitor())
                        .chain(() -> view.done(true));
    }

    private static String label(Sent sent, Choice<DeviceRequest> choice) {
        return GrantLabel.clean(sent.text("label"), DevicePages.proposedLabel(choice.request()));
    }

    private static boolean allows(Parameters form) {
        return switch (form.one("decision").orElse("")) {
            case "allow" -> true;
            case "deny" -> false;
            default -> throw Refusal.invalidRequest("Allow or Deny has to be pressed.");
        };
    }

    /// Who left the workspace meanwhile has not decided about another one.
    private static void demandSame(Choice<DeviceRequest> choice, String workspace) {
        if (!choice.here().workspace().equals(workspace)) {
            throw notOurs();
        }
    }

    private static Refusal over() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "This code was answered already, or has expired. Start again on the device.",
                "device_code_over");
    }

    private static Refusal notOurs() {
        return Refusal.because(
                ErrorCode.ACCESS_DENIED,
                "This form belongs to another session or has become too old. Start again on the"
                        + " device.",
                "device_form");
    }
}
