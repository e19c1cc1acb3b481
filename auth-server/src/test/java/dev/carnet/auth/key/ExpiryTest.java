package dev.carnet.auth.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.shared.caller.Caller.Credential;
import dev.carnet.shared.desk.Refused;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {

    private static final Credential PAGE = new Credential.Page("prs_1");
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "30d, 2026-12-20T10:00:00Z",
        "90d, 2027-02-18T10:00:00Z",
        "2026-11-20T10:00:01Z, 2026-11-20T10:00:01Z",
        "2027-01-01T01:00:00+01:00, 2027-01-01T00:00:00Z"
    })
    void understands_days_and_rfc_3339(String text, Instant end) {
        assertEquals(Optional.of(end), of(text));
    }

    @Test
    void never_is_no_end() {
        assertEquals(Optional.empty(), of("never"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "60d",
                "tomorrow",
                "2026-11-20",
                "2027-01-01T00:00:00",
                "2026-11-20T10:00:00Z",
                "2020-01-01T00:00:00Z",
                "2046-01-01T00:00:00Z"
            })
    void refuses_the_past_the_far_future_and_anything_else(String text) {
        assertThrows(Refused.class, () -> of(text));
    }

    @Test
    void ninety_days_when_nothing_is_said() {
        assertEquals(of("90d"), Expiry.of(Optional.empty(), PAGE, NOW));
    }

    @Test
    void a_key_makes_no_key_that_outlives_it() {
        Instant end = NOW.plusSeconds(60);
        var key = new Credential.Key("key_1", "prs_1", true, Optional.of(end));
        assertEquals(Optional.of(end), Expiry.of(Optional.of("30d"), key, NOW));
        assertEquals(Optional.of(end), Expiry.of(Optional.empty(), key, NOW));
        assertEquals(Optional.of(end), Expiry.of(Optional.of(end.toString()), key, NOW));
        for (String later : new String[] {"never", end.plusSeconds(1).toString()}) {
            assertThrows(Refused.class, () -> Expiry.of(Optional.of(later), key, NOW));
        }
    }

    private static Optional<Instant> of(String text) {
        return Expiry.of(Optional.of(text), PAGE, NOW);
    }
}
