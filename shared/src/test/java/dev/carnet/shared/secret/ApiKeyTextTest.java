package dev.carnet.shared.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.carnet.shared.workspace.Ids;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiKeyTextTest {

    @Test
    void carries_its_public_id_and_256_bits() {
        ApiKeyText key = ApiKeyText.fresh();

        assertTrue(Ids.is("key", key.id()), key.id());
        assertTrue(key.text().startsWith("carnet_" + key.id().substring(4) + "_"));
        assertEquals(64, key.text().split("_", -1)[2].length());
        assertEquals(Optional.of(key), ApiKeyText.parse(key.text()));
    }

    @Test
    void knows_noise_by_its_checksum() {
        String text = ApiKeyText.fresh().text();
        for (int i = ApiKeyText.PREFIX.length(); i < text.length(); i++) {
            char other = text.charAt(i) == '0' ? '1' : '0';
            String noise = text.substring(0, i) + other + text.substring(i + 1);
            assertEquals(Optional.empty(), ApiKeyText.parse(noise), "character " + i);
        }
        for (int length = 0; length < text.length(); length++) {
            assertEquals(Optional.empty(), ApiKeyText.parse(text.substring(0, length)));
        }
        assertEquals(Optional.empty(), ApiKeyText.parse(text + "0"));
    }

    @Test
    void is_never_written_out_by_accident() {
        ApiKeyText key = ApiKeyText.fresh();
        assertFalse(key.toString().contains(key.text().split("_", -1)[2]));
        assertFalse(key.prefix().contains(key.text().split("_", -1)[2]));
    }

    @Test
    void is_compared_as_a_mac_that_names_its_pepper() throws GeneralSecurityException {
        String keyset = Keysets.freshKeyMac();
        KeyMac mac = Keysets.keyMac(keyset);
        ApiKeyText key = ApiKeyText.fresh();
        byte[] stored = mac.compute(key);

        assertTrue(Keysets.keyMac(keyset).matches(key, stored));
        assertFalse(mac.matches(ApiKeyText.fresh(key.id()), stored));
        assertFalse(Keysets.keyMac(Keysets.freshKeyMac()).matches(key, stored));
        assertFalse(mac.matches(key, new byte[0]));
        assertNotEquals(Keysets.keyMac(Keysets.freshKeyMac()).pepperVersion(), mac.pepperVersion());
    }
}
