package dev.carnet.auth.http;

import dev.carnet.shared.audit.Event;
import java.util.Optional;

/// Who is at the other end of the line, for limits and for the hidden fields of audit events.
///
/// @param address as far as it can be trusted
/// @param userAgent what the program calls itself, cut to a sane length
/// @param key the thumbprint of the key the request proved possession of, if it did (RFC 9449)
public record Visitor(String address, String userAgent, Optional<String> key) {

    /// A visitor who proved nothing.
    public Visitor(String address, String userAgent) {
        this(address, userAgent, Optional.empty());
    }

    /// The same visitor, who proved possession of that key.
    public Visitor with(String thumbprint) {
        return new Visitor(address, userAgent, Optional.of(thumbprint));
    }

    /// The event with address and user agent hidden in it.
    public Event in(Event event) {
        Event addressed = event.hide("ip", address);
        return userAgent.isEmpty() ? addressed : addressed.hide("ua", userAgent);
    }
}
