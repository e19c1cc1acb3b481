package dev.carnet.mcp.live;

import dev.carnet.shared.audit.Event;
import dev.carnet.shared.picture.Objection;

/// Why something that was live must end now.
public sealed interface Ended {

    /// The credential was withdrawn.
    ///
    /// @param why for the audit log
    record Revoked(Objection why) implements Ended {

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
