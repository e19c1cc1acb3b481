package dev.carnet.shared.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.secret.Keysets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysetSourceTest {

    private static final String VARIABLE = "CARNET_KEY_MAC_KEYSET";

    private static KeyMac read(Optional<String> json, Optional<Path> file) {
        return KeysetSource.read(VARIABLE, json, file, Keysets::keyMac);
    }

    @Test
    void takes_the_variable_or_the_file(@TempDir Path folder) throws IOException {
        String json = Keysets.freshKeyMac();
        Path file = Files.writeString(folder.resolve("keyset.json"), json);
        assertNotNull(read(Optional.of(json), Optional.empty()));
        assertEquals(
                read(Optional.of(json), Optional.empty()).pepperVersion(),
                read(Optional.empty(), Optional.of(file)).pepperVersion());
    }

    /// W13: no start without a key.
    @Test
    void refuses_without_one_and_says_which_variable() {
        var refusal =
                assertThrows(RefusedToStart.class, () -> read(Optional.empty(), Optional.empty()));
        assertEquals(
                "no keyset: set CARNET_KEY_MAC_KEYSET_FILE or CARNET_KEY_MAC_KEYSET",
                refusal.getMessage());
    }

    /// W13: nor with one that cannot be read.
    @Test
    void refuses_a_file_that_is_not_there(@TempDir Path folder) {
        assertThrows(
                RefusedToStart.class,
                () -> read(Optional.empty(), Optional.of(folder.resolve("none"))));
    }

    /// W13: nor with an empty or wrong one.
    @Test
    void refuses_a_keyset_of_another_kind_without_showing_it() {
        String sealer = Keysets.freshSealer();
        for (String bad : new String[] {sealer, "{}", "not json"}) {
            var refusal =
                    assertThrows(
                            RefusedToStart.class, () -> read(Optional.of(bad), Optional.empty()));
            assertFalse(String.valueOf(refusal.getMessage()).contains(bad));
        }
    }
}
