package dev.carnet.auth.rest;

import dev.carnet.shared.caller.Caller;
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

    /// The workspace the credential speaks for.
    public String workspace() {
        return caller.workspace();
    }
}
