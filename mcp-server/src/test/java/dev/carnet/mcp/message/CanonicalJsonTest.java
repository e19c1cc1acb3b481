package dev.carnet.mcp.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

    private static String canonical(String json) {
        return new String(CanonicalJson.bytes(Json.parse(json)), UTF_8);
    }

    @Test
    void members_are_sorted_at_every_depth_and_lists_keep_their_order() {
        assertEquals(
                "{\"a\":[3,{\"x\":1,\"y\":2},1],\"b\":null}",
                canonical("{ \"b\": null, \"a\": [3, {\"y\": 2, \"x\": 1}, 1] }"));
    }

    @Test
    void escapes_are_written_in_one_way() {
        assertEquals(canonical("{\"a\":\"é/\"}"), canonical("{\"a\":\"\\u00e9\\/\"}"));
    }

    @ParameterizedTest
    @CsvSource({"1.10, 1.1", "1e2, 100", "0.00, 0", "10e-1, 1"})
    void the_same_number_has_one_form(String one, String other) {
        assertEquals(canonical("{\"n\":" + one + "}"), canonical("{\"n\":" + other + "}"));
    }

    @ParameterizedTest
    @CsvSource({"9007199254740992, 9007199254740993", "0.1, 0.10000000000000000001", "1, -1"})
    void other_numbers_stay_others(String one, String other) {
        assertNotEquals(
                CanonicalJson.sha256(Json.parse("{\"n\":" + one + "}")),
                CanonicalJson.sha256(Json.parse("{\"n\":" + other + "}")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_order_in_which_members_are_written_does_not_count(long seed) {
        var random = new Random(seed);
        var one = Json.object();
        var other = Json.object();
        var names = random.ints(20, 0, 1000).distinct().boxed().toList();
        names.forEach(name -> one.put("n" + name, name));
        names.reversed().forEach(name -> other.put("n" + name, name));
        assertEquals(CanonicalJson.sha256(one), CanonicalJson.sha256(other), () -> "seed " + seed);
    }
}
