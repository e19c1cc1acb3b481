package dev.carnet.mcp.live;

/// Whether a caller may still be served.
public sealed interface Standing {

    /// Yes, by a fresh picture.
    record Good() implements Standing {}

    /// No: the credential was withdrawn.
    ///
    /// @param why private reason, for the audit log
    record Gone(String why) implements Standing {}

    /// Nobody can say: the picture is stale.
    record Unclear() implements Standing {}
}
