package dev.carnet.mcp.pin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamingTest {

    @Test
    void the_slug_stands_in_front() {
        assertEquals("mail_send", Naming.atGateway("mail", "send", _ -> false));
    }

    @Test
    void what_fits_stays_as_it_is() {
        assertEquals("send-it", Naming.plain("mail", "send-it"));
        String longest = "x".repeat(64);
        assertEquals(longest, Naming.plain("mail", longest));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 64, 200})
    void what_is_too_long_is_cut_and_marked(int characters) {
        String name = Naming.atGateway("mail", "x".repeat(characters), _ -> false);
        assertEquals(64, name.length());
        assertNotEquals(name, Naming.atGateway("mail", "x".repeat(characters) + "y", _ -> false));
        assertEquals(name, Naming.atGateway("mail", "x".repeat(characters), _ -> false));
    }

    @Test
    void names_that_clients_refuse_become_ones_they_take() {
        String name = Naming.plain("mail", "send.now/ü");
        assertTrue(name.matches("send_now__[0-9a-z]{8}"), name);
    }

    /// G5: names that come out the same by being put together are told apart.
    @Test
    void a_name_that_is_taken_is_marked() {
        assertEquals("a_b_c", Naming.atGateway("a", "b_c", _ -> false));
        String other = Naming.atGateway("a_b", "c", "a_b_c"::equals);
        assertTrue(other.matches("a_b_c_[0-9a-z]{8}"), other);
    }

    /// G5: whatever two upstreams call their tools, each has a name of its own that clients take.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void no_two_things_share_a_name(long seed) {
        var random = new Random(seed);
        var names = new HashSet<String>();
        var things = new HashSet<String>();
        for (int i = 0; i < 2_000; i++) {
            String slug = word(random, 3);
            String tool = word(random, random.nextInt(10) == 0 ? 90 : 4);
            if (things.add(slug + "\n" + tool)) {
                String name = Naming.atGateway(slug, tool, names::contains);
                assertTrue(Naming.FORM.matcher(name).matches(), name);
                assertTrue(names.add(name), () -> "seed " + seed + ": " + name);
            }
        }
    }

    private static String word(Random random, int characters) {
        String alphabet = "ab_-./";
        var word = new StringBuilder("a");
        for (int i = 0; i < characters; i++) {
            word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return word.toString();
    }

    @Test
    void addresses_are_told_apart_by_their_scheme() {
        assertEquals("carnet+a+file:///x", Naming.uriAtGateway("a", "file:///x"));
        assertEquals(
                2,
                Set.of(Naming.uriAtGateway("a", "b+c:x"), Naming.uriAtGateway("a-b", "c:x"))
                        .size());
    }
}
