package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every text of a definition that a model is given, member names included, with its place.
final class Texts {

    /// @param pointer where it stands
    record Placed(String pointer, String text) {}

    private Texts() {}

    static List<Placed> of(JsonNode definition) {
        var texts = new ArrayList<Placed>();
        collect("", definition, texts);
        return texts;
    }

    private static void collect(String pointer, JsonNode value, List<Placed> texts) {
        if (value.isTextual()) {
            texts.add(new Placed(pointer, value.textValue()));
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String place = Pointers.at(pointer, member.getKey());
            texts.add(new Placed(place, member.getKey()));
            collect(place, member.getValue(), texts);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            collect(Pointers.at(pointer, i), value.get(i), texts);
        }
    }
}
