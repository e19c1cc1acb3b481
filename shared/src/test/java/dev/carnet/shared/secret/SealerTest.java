package dev.carnet.shared.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class SealerTest {

    private static final byte[] VALUE = "secret".getBytes(StandardCharsets.UTF_8);

    @Test
    void opens_at_its_place_and_nowhere_else() throws GeneralSecurityException {
        String keyset = Keysets.freshSealer();
        byte[] sealed = Keysets.sealer(keyset).seal(VALUE, "signing_key/a");

        assertArrayEquals(VALUE, Keysets.sealer(keyset).open(sealed, "signing_key/a"));
        assertThrows(
                GeneralSecurityException.class,
                () -> Keysets.sealer(keyset).open(sealed, "signing_key/b"));
        assertThrows(
                GeneralSecurityException.class,
                () -> Keysets.sealer(Keysets.freshSealer()).open(sealed, "signing_key/a"));
        sealed[sealed.length - 1] ^= 1;
        assertThrows(
                GeneralSecurityException.class,
                () -> Keysets.sealer(keyset).open(sealed, "signing_key/a"));
    }
}
