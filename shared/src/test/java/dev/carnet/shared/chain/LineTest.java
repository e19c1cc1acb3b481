package dev.carnet.shared.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {

    @Test
    void escapes_what_rfc_8785_asks_for_and_nothing_else() {
        String hostile = "\"\\/\b\t\n\f\r\u0000\u001f\u007f\u2028</script>\u00e9\ud83d\ude00";
        String event = text(Line.event(List.of(), new TreeMap<>(Map.of("tool", hostile))));
        assertEquals(
                "{\"tool\":\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028</script>\u00e9\ud83d\ude00\"}",
                event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "x\udc00", "\udc00\ud800"})
    void refuses_a_lone_surrogate_instead_of_writing_a_question_mark(String text) {
        assertThrows(
                IllegalArgumentException.class,
                () -> Line.event(List.of(), new TreeMap<>(Map.of("tool", text))));
        assertThrows(
                IllegalArgumentException.class, () -> Disclosure.of(new byte[16], "args", text));
    }

    @Test
    void refuses_an_event_over_its_size() {
        var fields = new TreeMap<>(Map.of("tool", "x".repeat(Line.MAX_EVENT_BYTES)));
        assertThrows(IllegalArgumentException.class, () -> Line.event(List.of(), fields));
    }

    @Test
    void commits_to_a_long_value_by_length_and_salted_hash() {
        String value = "x".repeat(Disclosure.MAX_VALUE_BYTES + 1);
        Disclosure disclosure = Disclosure.of(new byte[16], "args", value);
        String array = text(Base64.getUrlDecoder().decode(disclosure.text()));
        assertTrue(array.contains("{\"len\":\"16385\",\"sha256\":\""), array);
        assertFalse(array.contains("xxx"));
        assertFalse(disclosure.text().equals(Disclosure.of(new byte[17], "args", value).text()));
    }

    @Test
    void keeps_a_value_of_just_the_size() {
        String value = "x".repeat(Disclosure.MAX_VALUE_BYTES);
        String array =
                text(
                        Base64.getUrlDecoder()
                                .decode(Disclosure.of(new byte[16], "args", value).text()));
        assertTrue(array.endsWith(",\"args\",\"" + value + "\"]"));
    }

    @Test
    void gives_the_root_of_the_whole_tree_for_every_size() {
        var leaves = new ArrayList<byte[]>();
        var frontier = Frontier.empty();
        for (int size = 0; size < 70; size++) {
            assertArrayEquals(root(leaves), frontier.root(), "size " + size);
            byte[] leaf = Merkle.leaf(new byte[] {(byte) size});
            leaves.add(leaf);
            frontier.add(leaf);
        }
    }

    @Test
    void refuses_a_frontier_of_another_size() {
        assertThrows(IllegalArgumentException.class, () -> Frontier.of(3, new byte[32]));
    }

    /// RFC 6962 §2.1, word for word.
    private static byte[] root(List<byte[]> leaves) {
        if (leaves.size() < 2) {
            return leaves.isEmpty() ? Merkle.empty() : leaves.getFirst();
        }
        int k = Integer.highestOneBit(leaves.size() - 1);
        return Merkle.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
