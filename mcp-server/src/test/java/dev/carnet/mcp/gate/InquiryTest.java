package dev.carnet.mcp.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a running call asks, answered bit by bit (SEP-2663, partial fulfilment).
class InquiryTest {

    private static final ObjectNode QUESTION = Json.parse("{\"method\":\"elicitation/create\"}");

    private static final Inquiry ASKED =
            Inquiry.of(
                    new InputRequired(
                            Map.of("a", QUESTION, "b", QUESTION),
                            Optional.of(Json.parse("{\"word\":1.10}"))));

    @Test
    void answers_may_come_one_by_one() {
        Inquiry half = ASKED.answered(Json.parse("{\"a\":{\"action\":\"accept\"}}"));
        assertFalse(half.isAnswered());
        assertEquals(Json.parse("{\"b\":{\"method\":\"elicitation/create\"}}"), half.open());
        Inquiry whole = half.answered(Json.parse("{\"b\":{\"action\":\"decline\"}}"));
        assertTrue(whole.isAnswered());
        assertEquals(
                Json.parse("{\"a\":{\"action\":\"accept\"},\"b\":{\"action\":\"decline\"}}"),
                whole.answers());
    }

    @Test
    void what_was_not_asked_or_is_answered_changes_nothing() {
        Inquiry half = ASKED.answered(Json.parse("{\"a\":{\"action\":\"accept\"},\"c\":{}}"));
        Inquiry again = half.answered(Json.parse("{\"a\":{\"action\":\"decline\"},\"gate\":{}}"));
        assertEquals(half, again);
        assertFalse(again.answers().has("c"));
    }

    @Test
    void it_is_kept_as_it_is() {
        Inquiry half = ASKED.answered(Json.parse("{\"a\":{\"action\":\"accept\"}}"));
        assertEquals(half, Inquiry.read(half.text()));
        assertTrue(half.text().contains("1.10"));
    }
}
