package dev.carnet.mcp.live;

import dev.carnet.shared.picture.Objection;

/// Whether a caller may still be served.
public sealed interface Standing {

    /// Yes, by a fresh picture.
    record Good() implements Standing {}

    /// No: the credential was withdrawn.
    ///
    /// @param why for the audit log
    record Gone(Objection why) implements Standing {}

    /// Nobody can say: the picture is stale.
    record Unclear() implements Standing {}
}
