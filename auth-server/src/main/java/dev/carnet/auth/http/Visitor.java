package dev.carnet.auth.http;

import dev.carnet.shared.audit.Event;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/// Who is at the other end of the line, for limits and for the hidden fields of audit events.
///
/// @param address as the server sees it: forwarded headers count only from trusted proxies
/// @param userAgent what the program calls itself, cut to a sane length
public record Visitor(String address, String userAgent) {

    private static final int MAX_USER_AGENT = 200;

    /// Whoever sent the request.
    public static Visitor of(HttpServerRequest request) {
        String agent = Optional.ofNullable(request.getHeader("User-Agent")).orElse("");
        return new Visitor(
                Optional.ofNullable(request.remoteAddress())
                        .map(remote -> remote.hostAddress())
                        .orElse("unknown"),
                agent.substring(0, Math.min(agent.length(), MAX_USER_AGENT)));
    }

    /// The event with address and user agent hidden in it.
    public Event in(Event event) {
        Event addressed = event.hide("ip", address);
        return userAgent.isEmpty() ? addressed : addressed.hide("ua", userAgent);
    }
}
