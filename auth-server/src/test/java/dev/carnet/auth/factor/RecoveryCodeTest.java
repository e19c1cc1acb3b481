package dev.carnet.auth.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryCodeTest {

    @Test
    void is_shown_in_groups_and_read_back() {
        var code = RecoveryCode.fresh();
        assertTrue(code.shown().matches("([0-9a-z]{4}-){3}[0-9a-z]{4}"), code.shown());
        assertEquals(Optional.of(code), RecoveryCode.of(code.shown()));
        assertFalse(code.toString().contains(code.text()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7k2m-9q0d-4t8w-h1vz",
                "7K2M 9QOD 4T8W HIVZ",
                "7k2m9qod4t8whlvz",
                " 7k2m-9q0d-4t8w-h1vz "
            })
    void is_read_however_it_was_written(String typed) {
        assertEquals(Optional.of(new RecoveryCode("7k2m9q0d4t8wh1vz")), RecoveryCode.of(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7k2m", "7k2m-9q0d-4t8w-h1vzz", "7k2m-9q0d-4t8w-h1v!", "123456"})
    void is_nothing_else(String typed) {
        assertEquals(Optional.empty(), RecoveryCode.of(typed));
    }
}
