package dev.carnet.shared.signal;

import dev.carnet.shared.token.Mandate.Mode;
import java.time.Duration;

/// A detector as it works for somebody.
///
/// @param setting what was wanted otherwise, of the agent before the workspace
public record Effective(Detector detector, Setting setting) {

    /// Whether it looks at all.
    public boolean enabled() {
        return setting.enabled().orElse(true);
    }

    /// How bad it is, whatever the mode.
    public Severity severity() {
        return setting.severity().orElse(detector.severity());
    }

    /// How bad it is of an agent in that mode: one that is only logged may try what it may not, and
    /// owes no report; one of which nothing was demanded has declared little that it could drift
    /// from.
    public Severity severity(Mode mode) {
        return setting.severity().orElseGet(() -> usual(mode));
    }

    private Severity usual(Mode mode) {
        return switch (detector) {
            case CREDENTIAL_OUTSIDE_SCOPE, CHECKPOINT_SILENCE ->
                    mode == Mode.LOGGED ? Severity.WARNING : detector.severity();
            case SCOPE_DRIFT -> mode == Mode.STANDARD ? Severity.INFO : detector.severity();
            default -> detector.severity();
        };
    }

    /// From how much on.
    public double threshold() {
        return setting.threshold().orElse(detector.threshold());
    }

    /// Within which time.
    public Duration window() {
        return setting.window().orElse(detector.window());
    }

    /// Whether the credential is taken away when it fires.
    public boolean revokes(Mode mode) {
        return detector.mayRevoke()
                && setting.revoke()
                        .orElse(
                                mode == Mode.ENFORCED
                                        && detector.revokesWhenEnforced(severity(mode)));
    }

    /// Whether the agent's own escalation has a word, too, and the stricter of both counts: of
    /// agents in enforced mode, unless the workspace said that nothing is taken away, and about
    /// what strangers can bring about only if it said that something is.
    public boolean escalates(Mode mode) {
        return mode == Mode.ENFORCED
                && detector.escalates()
                && setting.revoke().orElse(!detector.ofStrangers());
    }
}
