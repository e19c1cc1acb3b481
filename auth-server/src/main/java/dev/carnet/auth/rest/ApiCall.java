package dev.carnet.auth.rest;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerEvent;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;

/// A request that was let in: what an endpoint may know of it beside its body.
///
/// @param id names the request in logs, problems and the audit log
/// @param trace the trace id of `traceparent`, if the request carried one
/// @param route the line of the table it came in by
/// @param idempotencyKey the header of that name
/// @param ifMatch the header of that name
public record ApiCall(
        String id,
        Optional<String> trace,
        Route route,
        Caller caller,
        Optional<String> idempotencyKey,
        Optional<String> ifMatch) {

    private static final String KEY = "carnet.call";

    /// The call that was let in. A request that reached an endpoint past the door is not found.
    public static ApiCall of(RoutingContext routing) {
        return find(routing).orElseThrow(Refused::notFound);
    }

    static Optional<ApiCall> find(RoutingContext routing) {
        return Optional.ofNullable(routing.get(KEY));
    }

    static ApiCall enter(RoutingContext routing, Route route, Caller caller) {
        Visit visit = Visit.of(routing);
        var call =
                new ApiCall(
                        visit.id(),
                        visit.trace(),
                        route,
                        caller,
                        header(routing, "Idempotency-Key"),
                        header(routing, "If-Match"));
        routing.put(KEY, call);
        return call;
    }

    /// The workspace the credential speaks for.
    public String workspace() {
        return caller.workspace();
    }

    /// An audit event of this call.
    public Event event(String act, Instant at) {
        return CallerEvent.of(caller, act, at).with("req", id).with("trace", trace);
    }

    private static Optional<String> header(RoutingContext routing, String name) {
        return Optional.ofNullable(routing.request().getHeader(name));
    }
}
