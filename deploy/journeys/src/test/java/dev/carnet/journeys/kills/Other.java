package dev.carnet.journeys.kills;

/// What a caller got instead of what it asked for.
///
/// @param door `tools/call`, `create key`, `revoke key`
/// @param status of HTTP, or 0 when nothing came back
/// @param said the answer's own words, without what differs from one to the next
record Other(String door, int status, String said) {

    /// Nothing came back: the connection was refused, or broke.
    static Other silence(String door) {
        return new Other(door, 0, "");
    }

    /// An answer; ids of requests and numbers are left out, so that equal refusals are counted
    /// together.
    static Other answer(String door, int status, String body) {
        return new Other(door, status, body.replaceAll("\"request_id\":\"[^\"]*\"", "…"));
    }

    /// Whether a part that is dead, or just came back, may be the reason: nothing came, "not now"
    /// (503), or the same request is still being worked on (409).
    boolean excused() {
        return status == 0
                || status == 503
                || (status == 409 && said.contains("\"request_in_flight\""));
    }
}
