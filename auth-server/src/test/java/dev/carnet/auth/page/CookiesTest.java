package dev.carnet.auth.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CookiesTest {

    /// RFC 9700 §4.7: `__Host-`.
    @Test
    void under_https_they_are_bound_to_this_host() {
        assertEquals(
                "__Host-carnet_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
                new Cookies("https://auth.example")
                        .set("carnet_session", "abc", Duration.ofMinutes(1)));
    }

    @Test
    void on_loopback_there_is_no_https_to_bind_them_to() {
        String cookie =
                new Cookies("http://127.0.0.1:8480")
                        .set("carnet_session", "abc", Duration.ofMinutes(1));
        assertFalse(cookie.contains("Secure") || cookie.contains("__Host-"));
    }
}
