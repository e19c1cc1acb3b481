package dev.carnet.auth.http;

import dev.carnet.auth.protocol.ErrorCode;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Refusal;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// The form of OAuth answers.
public final class Answers {

    private Answers() {}

    /// A document that must not be kept (RFC 6749 §5.1).
    public static Response unstored(int status, Object document) {
        return unstored(begin(status).type(MediaType.APPLICATION_JSON).entity(document)).build();
    }

    /// An answer with that status, which says when to come again if nothing can be done now (RFC
    /// 9110 §15.6.4).
    public static Response.ResponseBuilder begin(int status) {
        var answer = Response.status(status);
        return status == 503
                ? answer.header(HttpHeaders.RETRY_AFTER, Limits.RETRY_AFTER_SECONDS)
                : answer;
    }

    /// Marks an answer as one that must not be kept.
    public static Response.ResponseBuilder unstored(Response.ResponseBuilder answer) {
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-store").header("Pragma", "no-cache");
    }

    /// A refusal as an error document. A client that tried the `Authorization` header is challenged
    /// there (RFC 6749 §5.2).
    public static Response refused(HttpServerRequest request, Refusal refusal) {
        int status = refusal.code().status();
        if (refusal.code() == ErrorCode.TOO_MANY_REQUESTS) {
            return Response.fromResponse(unstored(status, ErrorDocument.of(refusal)))
                    .header(HttpHeaders.RETRY_AFTER, Limits.PATIENCE_SECONDS)
                    .build();
        }
        return status == 401 && request.headers().contains(HttpHeaders.AUTHORIZATION)
                ? refused(status, refusal, HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"carnet\"")
                : unstored(status, ErrorDocument.of(refusal));
    }

    /// A refusal with a status and a header of its own.
    public static Response refused(int status, Refusal refusal, String header, String value) {
        return Response.fromResponse(unstored(status, ErrorDocument.of(refusal)))
                .header(header, value)
                .build();
    }
}
