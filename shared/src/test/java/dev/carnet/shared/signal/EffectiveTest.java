package dev.carnet.shared.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.token.Mandate.Mode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Which detectors take something away, of whom, and whether an agent's escalation has a word.
class EffectiveTest {

    private static final Set<Detector> STRANGERS =
            EnumSet.of(
                    Detector.SECRET_IN_ARGUMENTS,
                    Detector.SECRET_IN_RESULT,
                    Detector.INJECTION_IN_ARGUMENTS,
                    Detector.INJECTION_IN_RESULT,
                    Detector.ARGUMENT_ANOMALY,
                    Detector.FAILURE_STREAK);
    private static final Set<Detector> NOBODYS =
            EnumSet.of(Detector.REGISTRATION_FLOOD, Detector.AUDIT_GAP, Detector.SIGNALS_LOST);

    @ParameterizedTest
    @EnumSource(Detector.class)
    void what_is_critical_takes_away_in_enforced_mode_but_nothing_of_strangers(Detector one) {
        var critical = with(one, Optional.of(Severity.CRITICAL), Optional.empty());
        assertEquals(!STRANGERS.contains(one) && !NOBODYS.contains(one), takes(critical));
        assertFalse(critical.revokes(Mode.LOGGED));
        assertFalse(critical.revokes(Mode.STANDARD));
        var mild = with(one, Optional.of(Severity.INFO), Optional.empty());
        assertEquals(one == Detector.SCOPE_DRIFT, takes(mild));
    }

    /// G4: the whole table, severity by mode by detector: every critical signal can revoke by
    /// itself, of agents in enforced mode, and nothing else but drift does.
    @ParameterizedTest
    @EnumSource(Detector.class)
    void severity_by_mode_by_detector(Detector one) {
        boolean able = !STRANGERS.contains(one) && !NOBODYS.contains(one);
        for (Severity severity : Severity.values()) {
            for (Mode mode : Mode.values()) {
                boolean revokes =
                        able
                                && mode == Mode.ENFORCED
                                && (severity == Severity.CRITICAL || one == Detector.SCOPE_DRIFT);
                var set = with(one, Optional.of(severity), Optional.empty());
                assertEquals(revokes, set.revokes(mode), severity + " " + mode);
                assertEquals(severity, set.severity(mode));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Detector.class)
    void a_workspace_says_of_every_mode_what_takes_away(Detector one) {
        for (Mode mode : Mode.values()) {
            assertEquals(!NOBODYS.contains(one), said(one, true).revokes(mode), mode::wire);
            assertFalse(said(one, false).revokes(mode), mode::wire);
        }
    }

    @ParameterizedTest
    @EnumSource(Detector.class)
    void an_escalation_has_a_word_in_enforced_mode_only(Detector one) {
        boolean has = !NOBODYS.contains(one) && one != Detector.UNDECLARED_SERVICE;
        var plain = new Effective(one, Setting.NONE);
        assertEquals(has && !STRANGERS.contains(one), plain.escalates(Mode.ENFORCED));
        assertEquals(has, said(one, true).escalates(Mode.ENFORCED));
        assertFalse(said(one, false).escalates(Mode.ENFORCED));
        for (Mode mode : EnumSet.of(Mode.LOGGED, Mode.STANDARD)) {
            assertFalse(plain.escalates(mode), mode::wire);
            assertFalse(said(one, true).escalates(mode), mode::wire);
        }
    }

    /// H1: what a passport was used for and is not for is critical, but of who is only logged.
    @ParameterizedTest
    @CsvSource({"ENFORCED, CRITICAL", "LOGGED, WARNING", "STANDARD, CRITICAL"})
    void who_is_only_logged_may_try(Mode mode, Severity severity) {
        assertEquals(
                severity,
                new Effective(Detector.CREDENTIAL_OUTSIDE_SCOPE, Setting.NONE).severity(mode));
    }

    @Test
    void what_is_nobodys_has_no_escalation() {
        var nobody = Suspect.nobody("ws_1");
        var noticed = Noticed.of(said(Detector.SCOPE_DRIFT, true), nobody, "far", Instant.EPOCH);
        assertFalse(noticed.escalates());
        assertFalse(noticed.mayTakeAway());
        var agent = Suspect.passport("ws_1", "agt_1", "usr_1", "psp_1", Mode.ENFORCED);
        assertTrue(
                Noticed.of(
                                new Effective(Detector.CREDENTIAL_BURST, Setting.NONE),
                                agent,
                                "many",
                                Instant.EPOCH)
                        .mayTakeAway());
    }

    private static boolean takes(Effective detector) {
        return detector.revokes(Mode.ENFORCED);
    }

    private static Effective said(Detector one, boolean revoke) {
        return with(one, Optional.empty(), Optional.of(revoke));
    }

    private static Effective with(
            Detector one, Optional<Severity> severity, Optional<Boolean> revoke) {
        return new Effective(
                one,
                new Setting(
                        Optional.empty(), severity, Optional.empty(), Optional.empty(), revoke));
    }
}
