package dev.carnet.mcp.upstream;

import dev.carnet.shared.fetch.Onward;
import io.vertx.core.http.HttpClientResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the head of an answer means, before its body is read.
final class Heads {

    private static final int OK = 200;

    /// So much of a URL is shown, in characters.
    private static final int SHOWN = 200;

    private Heads() {}

    /// What kind of body follows.
    enum Kind {
        JSON,
        EVENTS,
        OTHER
    }

    static Kind kind(HttpClientResponse response) {
        return switch (header(response, "Content-Type").split(";", 2)[0].strip()) {
            case "application/json" -> Kind.JSON;
            case "text/event-stream" -> Kind.EVENTS;
            default -> Kind.OTHER;
        };
    }

    /// Whether a message of the protocol can follow: 200 in a type that has them, or an error that
    /// may be one in JSON (G2: nothing else is an answer, whatever it holds).
    static boolean mayHoldMessage(HttpClientResponse response) {
        boolean plain = header(response, "Content-Encoding").matches("|identity");
        Kind kind = kind(response);
        return plain
                && (response.statusCode() == OK
                        ? kind != Kind.OTHER
                        : response.statusCode() >= 400 && kind == Kind.JSON);
    }

    /// What an answer without a message means.
    static Fault fault(HttpClientResponse response, Map<String, String> sent) {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            return Fault.authentication(
                    status, Optional.ofNullable(response.getHeader("WWW-Authenticate")));
        }
        if (isSessionGone(status, sent)) {
            return Fault.with(
                    Fault.Trait.SESSION_GONE, FaultClass.PROTOCOL, "The server ended the session.");
        }
        if (status >= 500 || status == 429) {
            return Fault.counting(
                    FaultClass.DOWNSTREAM, "The server answered with status " + status + ".");
        }
        if (status >= 300 && status < 400) {
            return Fault.of(FaultClass.PROTOCOL, redirects(response));
        }
        return status >= 400
                ? Fault.with(
                        Fault.Trait.OTHER_ERA,
                        FaultClass.PROTOCOL,
                        "The server answered with status " + status + ".")
                : Fault.of(
                        FaultClass.PROTOCOL,
                        "The server answered with status "
                                + status
                                + " and no message in JSON or events.");
    }

    /// Where the answer says to go, in its own words.
    static Optional<String> location(HttpClientResponse response) {
        return Optional.ofNullable(response.getHeader("Location"));
    }

    private static String redirects(HttpClientResponse response) {
        String where =
                location(response)
                        .flatMap(said -> Onward.shown(response.request().absoluteURI(), said))
                        .map(url -> url.length() > SHOWN ? url.substring(0, SHOWN) + "..." : url)
                        .orElse("somewhere unreadable");
        return ("The server redirects to %s (%d). Only 307 and 308 within its scheme, host and port"
                        + " are followed, %d times at most. Register the address where it really is.")
                .formatted(where, response.statusCode(), Onward.HOPS);
    }

    static boolean isSessionGone(int status, Map<String, String> sent) {
        return status == 404 && sent.containsKey("Mcp-Session-Id");
    }

    private static String header(HttpClientResponse response, String name) {
        return Optional.ofNullable(response.getHeader(name)).orElse("").toLowerCase(Locale.ROOT);
    }
}
