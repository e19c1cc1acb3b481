package dev.carnet.mcp.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/// What arguments look like, without what they say: the names of their members, the outermost first
/// and up to a limit, and how long their texts are.
final class Shapes {

    private static final int DEPTH = 3;

    private Shapes() {}

    static Drift.Shape of(ObjectNode arguments) {
        var members = new HashSet<String>();
        collect(arguments, "", DEPTH, members);
        return new Drift.Shape(Set.copyOf(members), characters(arguments));
    }

    /// The characters of everything in it.
    static int characters(JsonNode node) {
        int sum = 0;
        if (node.isValueNode()) {
            return node.asText().length();
        }
        for (JsonNode child : node) {
            sum += characters(child);
        }
        return sum;
    }

    private static void collect(JsonNode node, String path, int depth, Set<String> members) {
        for (var member : node.properties()) {
            if (members.size() == WatchLimits.MEMBERS) {
                return;
            }
            String place = path + "/" + member.getKey();
            members.add(Brief.of(place));
            if (depth > 1) {
                collect(member.getValue(), place, depth - 1, members);
            }
        }
    }
}
