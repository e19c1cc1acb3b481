package dev.carnet.shared.caller;

/// What the credentials of a request amount to.
public sealed interface Identification {

    /// A caller whose credential is valid and not revoked, by a picture that is fresh.
    record Known(Caller caller) implements Identification {}

    /// No credential at all: 401 with a bare challenge (RFC 6750 §3.1).
    record Missing() implements Identification {}

    /// 401 `invalid_token`.
    ///
    /// @param publicText for the caller
    /// @param reason for the audit log
    record Refused(String publicText, String reason) implements Identification {}

    /// 400 `invalid_request`: for example two different credentials in one request.
    record Malformed(String publicText) implements Identification {}

    /// 503: the picture is too old to decide by.
    record Unavailable() implements Identification {}
}
