package dev.carnet.shared.token;

/// Ends the reading of a token at the first thing that is wrong; the message is for the log only.
public final class BadToken extends Exception {

    private static final long serialVersionUID = 1L;

    BadToken(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
