package dev.carnet.auth.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuccessorSealTest {

    @Test
    void opens_for_the_presented_token_only() {
        Buffer sealed = SuccessorSeal.seal("old", "new");
        assertEquals(Optional.of("new"), SuccessorSeal.open("old", sealed));
        assertEquals(Optional.empty(), SuccessorSeal.open("older", sealed));
        assertFalse(sealed.toString().contains("new"));
    }

    @Test
    void opens_not_at_all_when_a_byte_was_changed() {
        byte[] sealed = SuccessorSeal.seal("old", "new").getBytes();
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertEquals(Optional.empty(), SuccessorSeal.open("old", Buffer.buffer(changed)));
        }
    }
}
