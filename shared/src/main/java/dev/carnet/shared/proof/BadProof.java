package dev.carnet.shared.proof;

/// A proof that proves nothing.
final class BadProof extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /// @param reason for the audit log
    /// @param publicText what is wrong with it, in the words of the specification
    BadProof(String reason, String publicText) {
        super(publicText, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    String publicText() {
        return "The DPoP proof is not valid: " + getMessage() + ".";
    }

    static void demand(boolean holds, String reason, String publicText) throws BadProof {
        if (!holds) {
            throw new BadProof(reason, publicText);
        }
    }
}
