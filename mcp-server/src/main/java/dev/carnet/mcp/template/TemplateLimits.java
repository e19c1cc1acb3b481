package dev.carnet.mcp.template;

/// What templates may cost.
final class TemplateLimits {

    /// Templates in all.
    static final int TEMPLATES = 200;

    /// One file.
    static final int CHARACTERS = 200_000;

    private TemplateLimits() {}
}
