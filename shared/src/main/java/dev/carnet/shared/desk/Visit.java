package dev.carnet.shared.desk;

import dev.carnet.shared.workspace.Ids;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names a request goes by: its own id and the trace it belongs to.
///
/// @param id `X-Request-Id` when it is harmless, else a fresh one
/// @param trace the trace id of `traceparent` (W3C Trace Context §3.2)
record Visit(String id, Optional<String> trace) {

    private static final String KEY = "carnet.visit";
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    /// The visit of this request, named when it is first asked for.
    static Visit of(RoutingContext routing) {
        Visit known = routing.get(KEY);
        if (known != null) {
            return known;
        }
        Visit visit = named(routing.request());
        routing.put(KEY, visit);
        return visit;
    }

    static String id(RoutingContext routing) {
        return of(routing).id();
    }

    private static Visit named(HttpServerRequest request) {
        return new Visit(
                header(request, "X-Request-Id")
                        .filter(given -> HARMLESS.matcher(given).matches())
                        .orElseGet(() -> Ids.fresh("req")),
                header(request, "traceparent")
                        .map(TRACEPARENT::matcher)
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1)));
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }
}
