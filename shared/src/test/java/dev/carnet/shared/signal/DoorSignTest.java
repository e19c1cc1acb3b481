package dev.carnet.shared.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.carnet.shared.token.Mandate.Mode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What it is a sign of that somebody is turned away.
class DoorSignTest {

    @ParameterizedTest
    @CsvSource({
        "bound_token, DPOP_MISMATCH",
        "proof_missing, DPOP_MISMATCH",
        "proof_key_not_the_tokens, DPOP_MISMATCH",
        "proof_ath, DPOP_MISMATCH",
        "proof_signature, DPOP_MISMATCH",
        "proof_used_before, PROOF_REPLAY"
    })
    void a_proof_that_is_none_and_one_that_comes_again(String reason, Detector detector) {
        assertEquals(
                Optional.of(detector), DoorSign.of(reason, () -> false).map(DoorSign::detector));
    }

    @Test
    void a_request_that_is_sent_again_takes_nothing_away() {
        assertEquals(
                false, new Effective(Detector.PROOF_REPLAY, Setting.NONE).revokes(Mode.ENFORCED));
        assertEquals(
                true, new Effective(Detector.DPOP_MISMATCH, Setting.NONE).revokes(Mode.ENFORCED));
    }

    @Test
    void a_passport_after_its_checkout_and_one_that_was_taken_away() {
        assertEquals(
                Optional.of(Detector.USE_AFTER_CHECKOUT),
                DoorSign.of("passport_revoked", () -> true).map(DoorSign::detector));
        assertEquals(Optional.empty(), DoorSign.of("passport_revoked", () -> false));
        assertEquals(Optional.empty(), DoorSign.of("expired", () -> true));
    }
}
