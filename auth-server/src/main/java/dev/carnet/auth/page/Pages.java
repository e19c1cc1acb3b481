package dev.carnet.auth.page;

import dev.carnet.auth.http.Answers;
import dev.carnet.auth.http.Journeys;
import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import dev.carnet.shared.startup.ServiceConfig;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers with pages: the frame and the headers are the same everywhere.
@Singleton
@Named("pages")
public final class Pages {

    private static final String POLICY = "Content-Security-Policy";
    private static final String FORMS_STAY = "; form-action 'self'";

    private final Journeys journeys;
    private final String root;

    Pages(Journeys journeys, ServiceConfig config) {
        this.journeys = journeys;
        this.root = URI.create(config.issuer()).getRawPath();
    }

    /// The path of the issuer, which every link of a page begins with.
    public String root() {
        return root;
    }

    /// Runs a page's journey; refusals and faults become the error page.
    public Uni<Response> answer(HttpServerRequest request, Supplier<Uni<Response>> journey) {
        return journeys.run(request, journey, refusal -> error(request, refusal));
    }

    /// A page whose forms stay here.
    public Uni<Response> show(int status, TemplateInstance view) {
        return show(status, view, FORMS_STAY);
    }

    /// A page whose form is answered by a redirect to a client. Browsers apply `form-action` to all
    /// that follows a form, so a client that sends its browser on, to an application (`claude://…`)
    /// or to where a window of it is open, would be cut off in the middle: nobody here knows where
    /// it sends. What may be posted there is decided by nobody but this page, which runs no script
    /// and has no base.
    public Uni<Response> showLeadingAway(int status, TemplateInstance view) {
        return show(status, view, "");
    }

    /// A page with a script of ours, as a file; nothing else runs on it, and it runs nowhere else.
    public Uni<Response> showWithScript(int status, TemplateInstance view) {
        return showWithScript(status, view, "");
    }

    /// The same, and the script listens to this service.
    public Uni<Response> showListening(int status, TemplateInstance view) {
        return showWithScript(status, view, "; connect-src 'self'");
    }

    private static Uni<Response> showWithScript(int status, TemplateInstance view, String more) {
        return show(status, view, FORMS_STAY)
                .map(answer -> {
                    String policy = policy(FORMS_STAY) + "; script-src 'self'" + more;
                    var scripted = Response.fromResponse(answer);
                    return scripted.header(POLICY, null).header(POLICY, policy).build();
                });
    }

    private static Uni<Response> show(int status, TemplateInstance view, String forms) {
        return view.createUni()
                .map(html ->
                        Answers.unstored(framed(Answers.begin(status), forms))
                                .type(MediaType.TEXT_HTML + ";charset=UTF-8")
                                .entity(html)
                                .build());
    }

    /// A redirect after a form (RFC 9700 §4.12: 303, never 307), or to a client.
    public Response redirect(String location) {
        return Answers.unstored(framed(Response.status(303), FORMS_STAY))
                .header("Location", location)
                .build();
    }

    /// A refusal as a page; programs that ask for JSON get the code.
    private Uni<Response> error(HttpServerRequest request, Refusal refusal) {
        String accept = Optional.ofNullable(request.getHeader("Accept")).orElse("");
        if (accept.contains("application/json") && !accept.contains("text/html")) {
            return Uni.createFrom().item(Answers.refused(request, refusal));
        }
        return show(
                        refusal.code().status(),
                        new ErrorPage(refusal.publicText(), refusal.code().wire()))
                .map(shown -> patient(shown, refusal));
    }

    private static Response patient(Response shown, Refusal refusal) {
        return refusal.code() == ErrorCode.TOO_MANY_REQUESTS
                ? Response.fromResponse(shown)
                        .header(HttpHeaders.RETRY_AFTER, Limits.PATIENCE_SECONDS)
                        .build()
                : shown;
    }

    private static Response.ResponseBuilder framed(Response.ResponseBuilder answer, String forms) {
        return answer.header(POLICY, policy(forms))
                .header("X-Frame-Options", "DENY")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }

    private static String policy(String forms) {
        return "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'"
                + forms;
    }
}
