package dev.carnet.auth.http;

import dev.carnet.shared.audit.Event;

/// Who is at the other end of the line, for limits and for the hidden fields of audit events.
///
/// @param address as far as it can be trusted
/// @param userAgent what the program calls itself, cut to a sane length
public record Visitor(String address, String userAgent) {

    /// The event with address and user agent hidden in it.
    public Event in(Event event) {
        Event addressed = event.hide("ip", address);
        return userAgent.isEmpty() ? addressed : addressed.hide("ua", userAgent);
    }
}
