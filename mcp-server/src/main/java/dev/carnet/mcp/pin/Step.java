package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.Optional;

/// One place in which two definitions differ.
///
/// @param pointer where, as a JSON Pointer (RFC 6901)
/// @param before what stood there, if anything
/// @param after what stands there, if anything
public record Step(
        String pointer, Effect effect, Optional<JsonNode> before, Optional<JsonNode> after) {

    private static final int SHOWN_CHARACTERS = 120;

    /// In one sentence.
    public String words() {
        String what =
                after.isEmpty()
                        ? "was removed (it was " + shown(before) + ")"
                        : before.isEmpty()
                                ? "was added: " + shown(after)
                                : "was " + shown(before) + " and is now " + shown(after);
        return (pointer.isEmpty() ? "/" : pointer) + " " + what + meaning();
    }

    /// For the API.
    public ObjectNode json() {
        String sort = after.isEmpty() ? "removed" : before.isEmpty() ? "added" : "changed";
        var json = Json.object().put("pointer", pointer).put("change", sort);
        json.put("effect", effect.wire());
        before.ifPresent(value -> json.set("before", value));
        after.ifPresent(value -> json.set("after", value));
        return json.put("words", words());
    }

    Step inverted() {
        return new Step(pointer, effect.inverted(), before, after);
    }

    private String meaning() {
        return switch (effect) {
            case WIDENED -> "; it takes more than before";
            case NARROWED -> "; it takes less than before";
            case REWORDED -> "; a model reads this";
            case HINT -> "; a hint of the upstream about itself";
            case OTHER -> "";
        };
    }

    private static String shown(Optional<JsonNode> value) {
        String text = value.map(JsonNode::toString).orElse("");
        return text.length() <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, SHOWN_CHARACTERS) + "… (" + text.length() + " characters)";
    }
}
