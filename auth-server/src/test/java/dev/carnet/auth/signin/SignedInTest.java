package dev.carnet.auth.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedInTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void a_sign_in_is_fresh_for_ten_minutes() {
        assertTrue(signedIn(NOW).isFresh(NOW));
        assertTrue(signedIn(NOW.minusSeconds(599)).isFresh(NOW));
        assertFalse(signedIn(NOW.minusSeconds(600)).isFresh(NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/account",
                "/account/password",
                "/account?revoked",
                "/authorize?client_id=x",
                "/invitation?token=x",
                "/device",
                "/device?user_code=ABCD"
            })
    void a_person_goes_on_to_a_page_of_ours(String path) {
        assertEquals(path, ReturnTarget.of(path).path());
    }

    /// V57: no form, and no link to a form, leads anywhere else.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://evil.example/",
                "//evil.example/account",
                "/accounting",
                "/account.evil.example",
                "/account/\\evil",
                "/account/ x",
                "/account/\r\nSet-Cookie: x=y",
                "/signout",
                "/consent",
                "account"
            })
    void a_person_goes_nowhere_else(String path) {
        assertEquals(ReturnTarget.ACCOUNT, ReturnTarget.of(path));
    }

    private static SignedIn signedIn(Instant at) {
        return new SignedIn(
                "prs_1",
                "a@example.test",
                "Ann",
                "key",
                "ses_1",
                at,
                Strength.PASSWORD,
                Optional.empty());
    }
}
