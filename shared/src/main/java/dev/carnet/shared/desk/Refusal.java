package dev.carnet.shared.desk;

import java.util.Locale;

/// Why the REST API says no. The lower-case name is the stable `code` of the problem document.
public enum Refusal {
    MALFORMED_REQUEST(400, "The request cannot be read"),
    VALIDATION_FAILED(400, "A field is not acceptable"),
    SCOPE_ESCALATION(400, "More scope than may be given"),
    ACCOUNTABILITY_REQUIRED(400, "The agent has to say what it is up to"),
    DELEGATION_DEPTH_EXCEEDED(400, "Delegated as often as may be"),
    DELEGATION_ACCOUNTABILITY_VIOLATION(400, "A mode that watches less closely"),
    INVALID_CURSOR(400, "The cursor is not one of this list"),
    UNAUTHENTICATED(401, "Credentials are missing"),
    INVALID_TOKEN(401, "The credential is not acceptable"),
    PASSPORT_EXPIRED(401, "The passport has expired"),
    PASSPORT_REVOKED(401, "The passport was revoked"),
    INSUFFICIENT_SCOPE(403, "The credential lacks a scope"),
    INSUFFICIENT_ROLE(403, "The role does not allow this"),
    FRESH_SIGN_IN_REQUIRED(403, "This needs a person who signed in just now"),
    SECOND_FACTOR_REQUIRED(403, "The workspace demands a second factor"),
    FORBIDDEN_HOST(403, "The request calls this server by a name it does not go by"),
    AGENT_SUSPENDED(403, "The agent is suspended"),
    PASSPORT_BLOCKED(403, "The agent is blocked"),
    NOT_FOUND(404, "There is no such thing here"),
    CHECKPOINT_NOT_AVAILABLE(404, "This passport has no checkpoints"),
    METHOD_NOT_ALLOWED(405, "This path has other methods"),
    NOT_ACCEPTABLE(406, "Answers are application/json"),
    ALREADY_EXISTS(409, "It exists already"),
    LAST_OWNER(409, "A workspace keeps at least one owner"),
    KEY_LIMIT_REACHED(409, "The workspace has as many active keys as it may"),
    LIMIT_REACHED(409, "There are as many of these as there may be"),
    MANAGED(409, "A template owns this"),
    NOT_ACTIVE(409, "It is no longer active"),
    CHECKED_OUT(409, "The agent has checked out"),
    CHECKPOINT_REQUIRED(409, "A checkpoint comes first"),
    INVITATION_LIMIT_REACHED(409, "The workspace has as many open invitations as it may"),
    MAIL_NOT_CONFIGURED(409, "There is no mail server to send by"),
    MEMBER_ELSEWHERE(409, "The person belongs to other workspaces too"),
    REQUEST_IN_FLIGHT(409, "The same request is still being worked on"),
    PRECONDITION_FAILED(412, "It was changed meanwhile"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Bodies are application/json"),
    IDEMPOTENCY_MISMATCH(422, "The Idempotency-Key belongs to another request"),
    NO_CALL(422, "The entry is of no call that rules decided"),
    PRECONDITION_REQUIRED(428, "The request has to name the version it is about"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    FAULT(500, "Something went wrong here"),
    UNAVAILABLE(503, "Not able to decide right now");

    private final int status;
    private final String title;

    Refusal(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The same for every problem of this code.
    public String title() {
        return title;
    }

    /// The stable `code`.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether this decides about a caller's rights or the state of things, so that the refusal of
    /// an identified caller is an entry of the audit log; a badly written request is not.
    boolean recorded() {
        return status == 403 || status == 404 || status == 409;
    }
}
