package dev.carnet.journeys.kills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherTest {

    @Test
    void excuses_silence_and_not_now() {
        assertTrue(Other.silence("create key").excused());
        assertTrue(Other.answer("tools/call", 503, "").excused());
        assertTrue(Other.answer("create key", 409, "{\"code\":\"request_in_flight\"}").excused());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 400, 401, 403, 404, 409, 422, 429, 500, 502})
    void excuses_nothing_else(int status) {
        assertFalse(Other.answer("create key", status, "{\"code\":\"fault\"}").excused());
    }

    @Test
    void counts_equal_refusals_together() {
        assertEquals(
                Other.answer("create key", 500, "{\"request_id\":\"a\"}"),
                Other.answer("create key", 500, "{\"request_id\":\"b\"}"));
    }
}
