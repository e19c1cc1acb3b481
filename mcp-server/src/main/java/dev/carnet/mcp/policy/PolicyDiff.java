package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What is different between two policies, rule by rule, limit by limit, filter by filter.
///
/// @param from a version, or `draft`
public record PolicyDiff(String from, String to, List<Entry> entries) {

    /// One rule, limit or filter that is not the same in both.
    ///
    /// @param what `rule`, `limit` or `filter`
    /// @param change `added`, `removed` or `changed`
    /// @param members of a changed one, those that differ
    public record Entry(
            String what,
            String id,
            String change,
            List<String> members,
            Optional<Map<String, Object>> before,
            Optional<Map<String, Object>> after) {}

    /// Compares two documents. The order of rules means nothing.
    static PolicyDiff between(String from, String older, String to, String newer) {
        ObjectNode before = Json.parse(older);
        ObjectNode after = Json.parse(newer);
        var entries = new ArrayList<Entry>();
        compare("rule", before.path("rules"), after.path("rules"), entries);
        compare("limit", before.path("limits"), after.path("limits"), entries);
        compare("filter", before.path("filters"), after.path("filters"), entries);
        return new PolicyDiff(from, to, List.copyOf(entries));
    }

    private static void compare(String what, JsonNode older, JsonNode newer, List<Entry> entries) {
        Map<String, JsonNode> before = byId(older);
        Map<String, JsonNode> after = byId(newer);
        var ids = new TreeSet<String>(before.keySet());
        ids.addAll(after.keySet());
        for (String id : ids) {
            Optional<JsonNode> one = Optional.ofNullable(before.get(id));
            Optional<JsonNode> other = Optional.ofNullable(after.get(id));
            if (!one.equals(other)) {
                entries.add(entry(what, id, one, other));
            }
        }
    }

    private static Entry entry(
            String what, String id, Optional<JsonNode> one, Optional<JsonNode> other) {
        String change = one.isEmpty() ? "added" : other.isEmpty() ? "removed" : "changed";
        return new Entry(
                what,
                id,
                change,
                one.flatMap(before -> other.map(after -> members(before, after))).orElse(List.of()),
                one.map(before -> Documents.map(before.toString())),
                other.map(after -> Documents.map(after.toString())));
    }

    private static List<String> members(JsonNode before, JsonNode after) {
        var names = new TreeSet<String>();
        before.fieldNames().forEachRemaining(names::add);
        after.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> before.path(name).equals(after.path(name)));
        return List.copyOf(names);
    }

    private static Map<String, JsonNode> byId(JsonNode array) {
        var byId = new LinkedHashMap<String, JsonNode>();
        array.forEach(one -> byId.put(one.path("id").asText(), one));
        return byId;
    }
}
