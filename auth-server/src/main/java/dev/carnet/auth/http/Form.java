package dev.carnet.auth.http;

import dev.carnet.auth.protocol.Limits;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// The form a request carries in its body. Nothing is read from the query: a credential there would
/// end up in logs (OAuth 2.1 §5.2, RFC 9700 §4.3).
public final class Form {

    private static final String TYPE = "application/x-www-form-urlencoded";

    private Form() {}

    /// Reads the body of a POST.
    public static Parameters read(HttpServerRequest request, byte[] body) {
        if (!Optional.ofNullable(request.query()).orElse("").isEmpty()) {
            throw Refusal.invalidRequest("Parameters belong into the body.");
        }
        if (!mediaType(request).equals(TYPE)) {
            throw Refusal.invalidRequest("The body must be " + TYPE + ".");
        }
        if (body.length > Limits.PARAMETERS_CHARACTERS) {
            throw Refusal.invalidRequest("The request is too long.");
        }
        return Parameters.parse(new String(body, StandardCharsets.UTF_8)).eachOnce();
    }

    /// The type and subtype of the body, in lower case.
    public static String mediaType(HttpServerRequest request) {
        String header = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
        return header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
