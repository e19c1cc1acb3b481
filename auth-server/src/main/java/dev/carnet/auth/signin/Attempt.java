package dev.carnet.auth.signin;

import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.OpaqueToken;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.network.RateLimit;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.HexFormat;

/// Who tries to sign in, by whatever door.
///
/// @param email the address it is about, as far as it is known; else empty
public record Attempt(HttpServerRequest request, String email, Visitor visitor, Instant now) {

    /// A digest: the table of attempts is no list of addresses.
    String emailSubject() {
        byte[] digest = OpaqueToken.sha256("attempt\n" + email);
        return "email:" + HexFormat.of().formatHex(digest);
    }

    String addressSubject() {
        return "address:" + RateLimit.network(visitor.address());
    }

    /// An event about it.
    public Event event(String act) {
        Event event = visitor.in(Event.of(Event.SYSTEM, act, now));
        return email.isEmpty() ? event : event.hide("email", email);
    }
}
