package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.carnet.mcp.message.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// The members of a JSON object, each as the text that was sent: whoever writes them again writes
/// the same bytes.
///
/// @param members in the order they came
public record Slices(Map<String, String> members) {

    /// The text of a member.
    public Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /// A member to look at, parsed; missing if it is not there.
    public JsonNode tree(String name) {
        return text(name).map(Slices::parsed).orElseGet(() -> Json.object().path(name));
    }

    /// An object that is written as these bytes.
    public ObjectNode spliced() {
        var object = Json.object();
        members.forEach((name, text) ->
                object.set(name, JsonNodeFactory.instance.rawValueNode(new RawValue(text))));
        return object;
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException impossible) {
            throw new IllegalStateException("a slice was not read before", impossible);
        }
    }
}
