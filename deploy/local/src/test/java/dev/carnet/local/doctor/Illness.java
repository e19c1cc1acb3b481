package dev.carnet.local.doctor;

/// What a `PatientServer` can do wrong, and whose row has to say so.
enum Illness {
    ISSUER_DIFFERS_BY_A_SLASH("opencode, Codex, Copilot CLI"),
    SLASHED_ADDRESS_IS_NOT_FOUND("servers on the MCP Python SDK"),
    FOREIGN_PATHS_ARE_A_PAGE("Gemini CLI"),
    NO_S256("every client"),
    NO_ISS_PROMISED("every client"),
    WRONG_ISS("Claude Code"),
    NO_NONE("Codex, opencode"),
    NO_CORS("MCP Inspector"),
    ERRORS_ARE_PAGES("Claude (web, desktop)"),
    STALE_CLIENT_IS_400("Claude (web, desktop)"),
    PORTS_COUNT("Copilot CLI"),
    SPELLING_COUNTS("Codex"),
    ONE_BAD_URI_REFUSES_ALL("Cursor"),
    NO_SECRET_METHODS("Claude (web, desktop)"),
    UNKNOWN_GRANTS_ARE_REFUSED("Claude Desktop"),
    RESOURCE_IS_NEEDED("Claude Code 2.1.251"),
    SLASH_COUNTS("Claude Code"),
    CASE_COUNTS("any client"),
    ORIGIN_IS_UNKNOWN("ChatGPT"),
    AUDIENCE_IS_THE_CLIENT("ChatGPT"),
    EVERY_RESOURCE_IS_TAKEN("every client"),
    ALLOW_WORKS_ONCE("Claude (web, desktop)"),
    NO_REFRESH_TOKEN("Claude (web, desktop), Codex"),
    NO_GRACE("Claude Code, Gemini CLI"),
    FAMILY_SPLITS("Codex"),
    FAMILY_LIVES_ON("Codex"),
    CLIENT_IS_GONE_AFTER_A_REPLAY("Codex");

    final String client;

    Illness(String client) {
        this.client = client;
    }
}
