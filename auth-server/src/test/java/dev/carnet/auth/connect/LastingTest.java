package dev.carnet.auth.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LastingTest {

    private static final String OWN = "https://issuer.example";

    @Test
    void a_refresh_token_is_asked_for_in_the_words_of_the_issuer() {
        assertEquals(Map.of(), Lasting.wish(OWN, "files.read"));
        assertEquals(Map.of(), Lasting.wish(OWN, "offline_access_not"));
        assertEquals(Map.of("prompt", "consent"), Lasting.wish(OWN, "files.read offline_access"));
        assertEquals(
                Map.of("access_type", "offline", "prompt", "consent"),
                Lasting.wish("https://accounts.google.com", "files.read"));
        assertEquals(Map.of(), Lasting.wish("https://accounts.google.com.example", "files.read"));
    }
}
