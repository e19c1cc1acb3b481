package dev.carnet.auth.protocol;

import java.util.Locale;

/// The wire codes of OAuth refusals, with the status of those that are answered directly.
public enum ErrorCode {
    // RFC 6749 §4.1.2.1 and §5.2
    INVALID_REQUEST(400),
    INVALID_CLIENT(401),
    INVALID_GRANT(400),
    UNAUTHORIZED_CLIENT(400),
    UNSUPPORTED_GRANT_TYPE(400),
    UNSUPPORTED_RESPONSE_TYPE(400),
    INVALID_SCOPE(400),
    ACCESS_DENIED(400),
    SERVER_ERROR(500),
    TEMPORARILY_UNAVAILABLE(503),
    // RFC 8628 §3.5
    AUTHORIZATION_PENDING(400),
    SLOW_DOWN(400),
    EXPIRED_TOKEN(400),
    // RFC 6750 §3.1
    INVALID_TOKEN(401),
    // RFC 8707 §2
    INVALID_TARGET(400),
    // RFC 7009 §2.2.1
    UNSUPPORTED_TOKEN_TYPE(400),
    // RFC 7591 §3.2.2
    INVALID_REDIRECT_URI(400),
    INVALID_CLIENT_METADATA(400),
    // OpenID Connect Core §3.1.2.6
    INTERACTION_REQUIRED(400),
    REQUEST_NOT_SUPPORTED(400),
    REQUEST_URI_NOT_SUPPORTED(400),
    // RFC 9101 §6.2, RFC 9126 §4
    INVALID_REQUEST_URI(400),
    // RFC 9449 §5 and §8
    INVALID_DPOP_PROOF(400),
    USE_DPOP_NONCE(400),
    // OAuth has no word of its own for 429 (RFC 6585 §4)
    TOO_MANY_REQUESTS(429, "temporarily_unavailable"),
    /// Pages only: there is no such thing for this person.
    NOT_FOUND(404),
    /// Pages only: the person's role does not allow it.
    NOT_ALLOWED(403, "access_denied"),
    /// Pages only: it is not as it was when the page was shown.
    CHANGED(409);

    private final int status;
    private final String wire;

    ErrorCode(int status) {
        this.status = status;
        this.wire = name().toLowerCase(Locale.ROOT);
    }

    ErrorCode(int status, String wire) {
        this.status = status;
        this.wire = wire;
    }

    /// The HTTP status of a direct answer.
    public int status() {
        return status;
    }

    /// The value of `error`.
    public String wire() {
        return wire;
    }
}
