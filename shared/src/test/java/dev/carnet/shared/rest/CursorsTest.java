package dev.carnet.shared.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CursorsTest {

    private final Cursors cursors = new Cursors(key());

    @Test
    void opens_what_it_sealed_for_the_same_list() {
        String cursor = cursors.seal("keys ws_1", "17");
        assertEquals(Optional.of("17"), cursors.open("keys ws_1", cursor));
        assertNotEquals(cursor, cursors.seal("keys ws_1", "17"));
        assertFalse(cursor.contains("17"));
    }

    /// V33: and is for one list only.
    @Test
    void refuses_a_cursor_of_another_list_or_workspace() {
        String cursor = cursors.seal("keys ws_1", "17");
        assertEquals(Optional.empty(), cursors.open("keys ws_2", cursor));
        assertEquals(Optional.empty(), cursors.open("agents ws_1", cursor));
    }

    /// V33: a page token carries a MAC.
    @Test
    void refuses_a_changed_forged_or_oversized_cursor() {
        String cursor = cursors.seal("keys ws_1", "17");
        String changed = (cursor.charAt(0) == 'A' ? 'B' : 'A') + cursor.substring(1);
        assertEquals(Optional.empty(), cursors.open("keys ws_1", changed));
        assertEquals(Optional.empty(), cursors.open("keys ws_1", "not base64 at all!"));
        assertEquals(Optional.empty(), cursors.open("keys ws_1", ""));
        assertEquals(Optional.empty(), cursors.open("keys ws_1", "A".repeat(2_001)));
        assertEquals(Optional.empty(), new Cursors(key()).open("keys ws_1", cursor));
    }

    private static Aead key() {
        try {
            AeadConfig.register();
            return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
