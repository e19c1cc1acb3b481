package dev.carnet.bench.person;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FormTest {

    private static final Form CONSENT =
            Form.of(
                            """
                            <form method="post" action="/consent?a=1&amp;b=2">
                            <input type=hidden name="csrf" value='a&quot;b'>
                            <input type="radio" name="ws" value="one"><input type="radio" name="ws" value="two" checked>
                            <input type="checkbox" name="scope" value="carnet:read">
                            <input name="label" value="laptop">
                            <button name="decision" value="deny">Deny</button>
                            <button name="decision" value="allow"><b>Allow</b></button>
                            </form>
                            """)
                    .getFirst();

    @Test
    void sends_hidden_fields_ticked_boxes_the_marked_choice_and_the_pressed_button() {
        assertEquals(
                "csrf=a%22b&scope=carnet%3Aread&label=desk&ws=two&decision=allow",
                CONSENT.filled(Map.of("label", "desk"), "Allow"));
    }

    @Test
    void reads_the_address_and_the_buttons() {
        assertEquals("/consent?a=1&b=2", CONSENT.action());
        assertTrue(CONSENT.offers("Allow") && CONSENT.offers("Deny") && CONSENT.has("scope"));
    }
}
