package dev.carnet.mcp.service;

/// Something in a description, or the whole of it, cannot be used.
final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    private final String publicText;

    /// @param publicText what the operator who gave the description can do about it
    Unusable(String publicText) {
        super(publicText, null, false, false);
        this.publicText = publicText;
    }

    String publicText() {
        return publicText;
    }
}
