package dev.carnet.shared.desk;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.rest.Problem;
import java.util.List;
import java.util.Optional;

/// A request that the protocol says no to. Part of the protocol, not a fault: it has no stack.
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Refusal refusal;
    private final transient List<Problem.FieldError> fields;
    private final transient Optional<String> challenge;
    private final transient Optional<Caller> caller;

    /// A refusal with a sentence for the caller.
    public Refused(Refusal refusal, String detail) {
        this(refusal, detail, List.of(), Optional.empty(), Optional.empty());
    }

    private Refused(
            Refusal refusal,
            String detail,
            List<Problem.FieldError> fields,
            Optional<String> challenge,
            Optional<Caller> caller) {
        super(detail, null, false, false);
        this.refusal = refusal;
        this.fields = List.copyOf(fields);
        this.challenge = challenge;
        this.caller = caller;
    }

    /// A refusal of several fields of the body.
    public static Refused fields(List<Problem.FieldError> errors) {
        return new Refused(
                Refusal.VALIDATION_FAILED,
                "The fields named in errors are not acceptable.",
                errors,
                Optional.empty(),
                Optional.empty());
    }

    /// A refusal of one field of the body (`/name`) or one parameter of the query (`limit`).
    public static Refused field(String pointer, String message) {
        return field(Refusal.VALIDATION_FAILED, pointer, message);
    }

    /// A refusal of one field with a code of its own.
    public static Refused field(Refusal refusal, String pointer, String message) {
        var error = new Problem.FieldError(pointer, message);
        return new Refused(
                refusal,
                pointer + " " + message,
                List.of(error),
                Optional.empty(),
                Optional.empty());
    }

    /// What is not there, or belongs to another workspace: the two look the same.
    public static Refused notFound() {
        return new Refused(Refusal.NOT_FOUND, "There is no such id in this workspace.");
    }

    /// What the role does not allow.
    public static Refused role(String detail) {
        return new Refused(Refusal.INSUFFICIENT_ROLE, detail);
    }

    /// A copy that answers with this `WWW-Authenticate`.
    Refused challenged(String value) {
        return new Refused(refusal, detail(), fields, Optional.of(value), caller);
    }

    /// A copy that knows who was refused at the door.
    Refused from(Caller refused) {
        return new Refused(refusal, detail(), fields, challenge, Optional.of(refused));
    }

    /// The code of this refusal.
    public Refusal refusal() {
        return refusal;
    }

    Optional<String> challenge() {
        return challenge;
    }

    Optional<Caller> caller() {
        return caller;
    }

    Problem problem(String requestId) {
        return Problem.of(refusal.status(), refusal.code(), refusal.title(), detail(), requestId)
                .with(fields);
    }

    /// The sentence for the caller.
    public String detail() {
        return String.valueOf(getMessage());
    }
}
