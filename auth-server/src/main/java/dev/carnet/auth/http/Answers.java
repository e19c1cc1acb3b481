package dev.carnet.auth.http;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Turns the outcome of a journey into an answer: the one place where refusals become error
/// documents and faults are logged.
public final class Answers {

    private static final Logger LOG = Logger.getLogger(Answers.class);

    private Answers() {}

    /// Runs the journey; whatever it refuses is JSON.
    public static Uni<Response> json(HttpServerRequest request, Supplier<Uni<Response>> journey) {
        return Uni.createFrom()
                .deferred(journey::get)
                .onFailure(Refusal.class)
                .recoverWithItem(refused -> refusal(request, refused))
                .onFailure()
                .recoverWithItem(fault -> refusal(request, unavailable(request, fault)));
    }

    /// A document that must not be kept (RFC 6749 §5.1).
    public static Response unstored(int status, Object document) {
        return unstored(Response.status(status).type(MediaType.APPLICATION_JSON).entity(document))
                .build();
    }

    /// Marks an answer as one that must not be kept.
    public static Response.ResponseBuilder unstored(Response.ResponseBuilder answer) {
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-store").header("Pragma", "no-cache");
    }

    /// A refusal with a status and a header of its own.
    public static Response refused(int status, Refusal refusal, String header, String value) {
        return Response.fromResponse(unstored(status, ErrorDocument.of(refusal)))
                .header(header, value)
                .build();
    }

    /// RFC 6749 §5.2: a client that tried the `Authorization` header is challenged there.
    private static Response refusal(HttpServerRequest request, Refusal refusal) {
        int status = refusal.code().status();
        return status == 401 && request.headers().contains(HttpHeaders.AUTHORIZATION)
                ? refused(status, refusal, HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"carnet\"")
                : unstored(status, ErrorDocument.of(refusal));
    }

    /// Logged once, answered without detail.
    public static Refusal unavailable(HttpServerRequest request, Throwable fault) {
        LOG.errorf(fault, "Fault at %s %s", request.method(), request.path());
        return Refusal.of(ErrorCode.SERVER_ERROR, "Something went wrong here; try again.");
    }
}
