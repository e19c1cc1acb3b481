package dev.carnet.auth.protocol;

/// A request that the protocol refuses. It is not a fault: no stack trace, and one place per
/// endpoint turns it into an answer.
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String reason;
    private final boolean recorded;

    private Refusal(ErrorCode code, String publicText, String reason, boolean recorded) {
        super(publicText, null, false, false);
        this.code = code;
        this.reason = reason;
        this.recorded = recorded;
    }

    /// A refusal whose public text says all there is.
    public static Refusal of(ErrorCode code, String publicText) {
        return new Refusal(code, publicText, code.wire(), false);
    }

    /// A refusal with a reason code that only the audit log may know.
    public static Refusal because(ErrorCode code, String publicText, String reason) {
        return new Refusal(code, publicText, reason, false);
    }

    /// RFC 6749 §5.2 `invalid_request`.
    public static Refusal invalidRequest(String publicText) {
        return of(ErrorCode.INVALID_REQUEST, publicText);
    }

    /// RFC 6749 §5.2 `invalid_grant`: one public text for every reason.
    public static Refusal invalidGrant(String reason) {
        return because(
                ErrorCode.INVALID_GRANT,
                "The grant is unknown, expired, already used or no longer valid.",
                reason);
    }

    /// RFC 6749 §5.2 `invalid_client`: one public text for every reason.
    public static Refusal invalidClient(String reason) {
        return because(ErrorCode.INVALID_CLIENT, "Client authentication failed.", reason);
    }

    /// The same refusal, after an audit entry of its own was written.
    public Refusal asRecorded() {
        return new Refusal(code, publicText(), reason, true);
    }

    /// Whether it has an audit entry of its own; others are counted.
    public boolean isRecorded() {
        return recorded;
    }

    /// The wire code.
    public ErrorCode code() {
        return code;
    }

    /// What the caller may read.
    public String publicText() {
        return String.valueOf(getMessage());
    }

    /// What only the audit log may read.
    public String reason() {
        return reason;
    }
}
