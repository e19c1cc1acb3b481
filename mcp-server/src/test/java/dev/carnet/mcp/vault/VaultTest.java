package dev.carnet.mcp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.carnet.shared.secret.Keysets;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VaultTest {

    private static final String SECRET = "sk-upstream-0123456789";
    private static final Spot SPOT = new Spot("ws_1", "srv_1", "secret");

    private final String keyset = Keysets.freshSealer();

    @Test
    void a_secret_comes_back_at_its_own_place() throws Exception {
        Vault vault = TwoKeys.vault(keyset);
        assertEquals(SECRET, open(vault, SPOT, seal(vault)));
    }

    @Test
    void two_secrets_have_two_data_keys_and_neither_shows() throws Exception {
        Vault vault = TwoKeys.vault(keyset);
        Sealed one = seal(vault);
        assertNotEquals(one.bytes(), seal(vault).bytes());
        assertFalse(one.bytes().toString(StandardCharsets.ISO_8859_1).contains(SECRET));
    }

    @Test
    void opens_at_no_other_place() throws Exception {
        Vault vault = TwoKeys.vault(keyset);
        Sealed sealed = seal(vault);
        for (Spot other :
                new Spot[] {
                    new Spot("ws_2", "srv_1", "secret"),
                    new Spot("ws_1", "srv_2", "secret"),
                    new Spot("ws_1", "srv_1", "token")
                }) {
            assertThrows(VaultClosed.class, () -> open(vault, other, sealed));
        }
    }

    @Test
    void opens_with_no_other_keyset_and_not_when_changed() throws Exception {
        Vault vault = TwoKeys.vault(keyset);
        Sealed sealed = seal(vault);
        Vault stranger = TwoKeys.vault(Keysets.freshSealer());
        assertThrows(VaultClosed.class, () -> open(stranger, SPOT, sealed));
        byte[] changed = sealed.bytes().getBytes();
        changed[changed.length - 1] ^= 1;
        var broken = new Sealed(Buffer.buffer(changed), sealed.wrapping());
        assertThrows(VaultClosed.class, () -> open(vault, SPOT, broken));
    }

    @Test
    void after_a_rotation_old_secrets_open_and_new_ones_have_the_new_key() throws Exception {
        Vault before = TwoKeys.vault(keyset);
        Vault after = TwoKeys.vault(TwoKeys.rotated(keyset));
        assertNotEquals(before.wrapping(), after.wrapping());
        assertEquals(SECRET, open(after, SPOT, seal(before)));
        Sealed anew = seal(after);
        assertEquals(after.wrapping(), anew.wrapping());
        assertThrows(VaultClosed.class, () -> open(before, SPOT, anew));
    }

    private static Sealed seal(Vault vault) {
        return vault.seal(SPOT, SECRET).await().indefinitely();
    }

    private static String open(Vault vault, Spot spot, Sealed sealed) {
        return vault.open(spot, sealed).await().indefinitely();
    }
}
