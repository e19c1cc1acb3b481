package dev.carnet.mcp.tool;

/// The client was asked and did not answer: it refused, or left.
public final class Unanswered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String publicText;

    /// With what happened, as the result will say it.
    public Unanswered(String publicText) {
        super(publicText, null, false, false);
        this.publicText = publicText;
    }

    /// What happened.
    String publicText() {
        return publicText;
    }
}
