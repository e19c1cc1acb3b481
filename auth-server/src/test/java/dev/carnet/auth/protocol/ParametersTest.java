package dev.carnet.auth.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    @Test
    void decodes_a_form() {
        Parameters form = Parameters.parse("a=1+2&b=%C3%BC%2B&c=&d&a%3D=x");
        assertEquals(Optional.of("1 2"), form.one("a"));
        assertEquals(Optional.of("ü+"), form.one("b"));
        assertEquals(Optional.empty(), form.one("c"));
        assertEquals(Optional.empty(), form.one("d"));
        assertEquals(Optional.of("x"), form.one("a="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%00", "a=ü", "a=%ff", "a= b", "a=\u0000"})
    void refuses_a_broken_encoding(String form) {
        var refusal = assertThrows(Refusal.class, () -> Parameters.parse(form));
        assertEquals(ErrorCode.INVALID_REQUEST, refusal.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1&a=1", "a=&a=", "a&a=1", "client_id=x&client_id=y"})
    void refuses_a_parameter_sent_twice(String form) {
        assertThrows(Refusal.class, () -> Parameters.parse(form).eachOnce());
    }

    @Test
    void resource_may_be_repeated() {
        Parameters form = Parameters.parse("resource=a&resource=b").eachOnce();
        assertEquals(List.of("a", "b"), form.all("resource"));
    }

    /// V20: huge input costs nothing.
    @Test
    void refuses_huge_input_in_a_moment() {
        assertRefusedQuickly("scope=" + "a".repeat(1_000_000));
        assertRefusedQuickly("scope=" + "a+".repeat(100_000));
        assertRefusedQuickly("resource=a&".repeat(10_000));
        assertRefusedQuickly("a&".repeat(2_000));
    }

    private static void assertRefusedQuickly(String form) {
        long start = System.nanoTime();
        assertThrows(Refusal.class, () -> Parameters.parse(form));
        assertTrue(System.nanoTime() - start < 50_000_000, "took too long");
    }
}
