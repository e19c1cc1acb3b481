package dev.carnet.guard;

import dev.carnet.shared.token.TokenClaims;

/// What becomes of a request.
public sealed interface Decision {

    /// It may go on, as far as the token is concerned; what it may do is for the resource server.
    record Allowed(TokenClaims claims) implements Decision {}

    /// No: 401 with that `WWW-Authenticate` (RFC 6750 §3).
    ///
    /// @param why private reason, for the log
    record Refused(String challenge, String why) implements Decision {}

    /// Nobody can say: 503, and come again in a second.
    record Unavailable(String why) implements Decision {}
}
