package dev.carnet.auth.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppSecretTest {

    /// The secret of the appendices of RFC 4226 and RFC 6238.
    private static final AppSecret KNOWN =
            AppSecret.of("12345678901234567890".getBytes(StandardCharsets.UTF_8));

    /// RFC 6238 appendix B, the last six of its eight digits.
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void shows_the_codes_of_the_specification(long second, String code) {
        Instant at = Instant.ofEpochSecond(second);
        assertEquals(code, KNOWN.code(at));
        assertEquals(Optional.of(second / 30), KNOWN.step(code, at));
    }

    @ParameterizedTest
    @CsvSource({"-60, false", "-30, true", "0, true", "30, true", "60, false"})
    void takes_the_codes_of_the_neighbouring_steps_and_no_other(int seconds, boolean taken) {
        Instant now = Instant.ofEpochSecond(1_800_000_000);
        String code = KNOWN.code(now.plusSeconds(seconds));
        assertEquals(taken, KNOWN.step(code, now).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"''", "28708", "2870822", "２８７０８２", "abcdef", "-87082"})
    void takes_nothing_else(String typed) {
        assertEquals(Optional.empty(), KNOWN.step(typed, Instant.ofEpochSecond(59)));
    }

    @Test
    void is_typed_in_as_base_32() {
        assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", KNOWN.key());
    }

    @Test
    void names_issuer_and_account_for_the_app() {
        assertEquals(
                "otpauth://totp/Carnet:ann%40example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                        + "&issuer=Carnet",
                KNOWN.uri("Carnet", "ann@example.test"));
    }

    @Test
    void is_not_in_its_own_text() {
        var secret = AppSecret.fresh();
        assertEquals(20, secret.bytes().length);
        assertFalse(secret.toString().contains(secret.text()));
    }

    @Test
    void is_drawn_as_a_square_with_a_quiet_zone() {
        QrCode qr = QrCode.of(KNOWN.uri("Carnet", "ann@example.test"));
        assertTrue(qr.path().startsWith("M4 4h1v1h-1z"), "the finder pattern begins there");
        assertEquals(0, (qr.size() - 8 - 17) % 4, "a size the standard has");
    }
}
