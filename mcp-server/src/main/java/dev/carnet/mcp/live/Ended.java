package dev.carnet.mcp.live;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.picture.Objection;

/// Why something that was live must end now.
public sealed interface Ended {

    /// The credential was withdrawn, or the way to the server that it is at.
    ///
    /// @param why for the audit log
    record Revoked(Objection why) implements Ended {

        /// Whether it was the caller's credential, and not the way to a server alone.
        public boolean credential() {
            return !why.code().equals("connection_revoked");
        }

        /// That event, with why it ended: what was revoked and its number; the words somebody gave
        /// are hidden.
        public Event on(Event event) {
            return event.with("rev", why.numbered()).hide("reason", why.words().orElse(why.code()));
        }
    }

    /// It lasted as long as it may.
    record Expired() implements Ended {}

    /// This process stops.
    record Closing() implements Ended {}
}
