package dev.carnet.auth.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

    /// V20: what is too long is refused for its length before a character of it is decoded, and
    /// what has too many parts before they are taken apart. Each begins with what decoding refuses.
    @Test
    void refuses_huge_input_before_reading_it() {
        assertRefused("The request is too long.", "%zz=" + "a".repeat(1_000_000));
        assertRefused("The request is too long.", "%zz=&scope=" + "a+".repeat(100_000));
        assertRefused("The request is too long.", "%zz&" + "resource=a&".repeat(10_000));
        assertRefused("There are too many parameters.", "%zz&" + "a&".repeat(2_000));
        assertRefused("A percent escape is not valid.", "%zz&" + "a&".repeat(20));
    }

    private static void assertRefused(String text, String form) {
        assertEquals(text, assertThrows(Refusal.class, () -> Parameters.parse(form)).publicText());
    }
}
