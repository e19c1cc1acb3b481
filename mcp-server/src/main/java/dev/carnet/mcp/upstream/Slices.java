package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.carnet.mcp.message.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The members of a JSON object, each as the text that was sent: whoever writes them again writes
/// the same bytes.
///
/// @param members in the order they came
public record Slices(Map<String, String> members) {

    private static final Set<String> ENVELOPE =
            Set.of("_meta", "isError", "resultType", "ttlMs", "cacheScope");

    /// The text of a member.
    public Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /// A member to look at, parsed; missing if it is not there.
    public JsonNode tree(String name) {
        return text(name).map(Wide::tree).orElseGet(() -> Json.object().path(name));
    }

    /// An object that is written as these bytes, but for what belongs to the envelope and is not
    /// passed through as it is: that is parsed.
    public ObjectNode spliced() {
        var object = Json.object();
        members.forEach((name, text) ->
                object.set(
                        name,
                        ENVELOPE.contains(name)
                                ? Wide.tree(text)
                                : JsonNodeFactory.instance.rawValueNode(new RawValue(text))));
        return object;
    }
}
