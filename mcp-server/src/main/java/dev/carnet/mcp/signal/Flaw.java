package dev.carnet.mcp.signal;

import java.util.Locale;

/// What lowers the posture of a workspace: so many points for each, up to a most. All the mosts
/// together are 100, so that a score is never below 0.
enum Flaw {
    AGENTS_WITHOUT_KEY(4, 20, "Enrol a key for each agent, or suspend those nobody uses."),
    EVENTS_CRITICAL(10, 30, "Look at the critical security events and resolve them."),
    EVENTS_WARNING(2, 10, "Look at the security events that are warnings and resolve them."),
    KEYS_UNUSED(2, 10, "Revoke the keys that nobody used for 90 days."),
    KEYS_OLD(1, 5, "Replace the keys that are older than a year."),
    SERVERS_UNAPPROVED(5, 10, "Approve the servers that nobody approved, or delete them."),
    DEFINITIONS_CHANGED(2, 10, "Look at the definitions that changed and approve or hide them."),
    SECOND_FACTOR_OPTIONAL(5, 5, "Require a second factor of the members of the workspace.");

    private final int each;
    private final int most;
    private final String advice;

    Flaw(int each, int most, String advice) {
        this.each = each;
        this.most = most;
        this.advice = advice;
    }

    /// The points that so many of it take away.
    int points(long count) {
        return Math.toIntExact(Math.min(most, count * each));
    }

    /// What to do about it.
    String advice() {
        return advice;
    }

    /// Its name.
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
