package dev.carnet.mcp.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.policy.FilterTerms;
import dev.carnet.mcp.policy.FilterTerms.Action;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Looks through one result: every text in it, and every name of a member. A new one for each.
final class Screening {

    private final FilterTerms terms;
    private final Set<String> kinds = new TreeSet<>();
    private boolean blocked;
    private int removed;

    Screening(FilterTerms terms) {
        this.terms = terms;
    }

    /// The tree without what was found.
    JsonNode clean(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> TextNode.valueOf(clean(node.textValue()));
            case ARRAY -> array(node);
            case OBJECT -> object(node);
            default -> node;
        };
    }

    /// Whether something was found that must not pass.
    boolean blocked() {
        return blocked;
    }

    /// In how many texts something was taken out.
    int removed() {
        return removed;
    }

    /// What was found, for the log: `secret:aws_access_key`, `injection:reveal_prompt/base64`.
    Set<String> kinds() {
        return kinds;
    }

    private JsonNode array(JsonNode array) {
        var cleaned = Json.MAPPER.createArrayNode();
        array.forEach(element -> cleaned.add(clean(element)));
        return cleaned;
    }

    /// A name that holds something of the kind takes its member with it.
    private JsonNode object(JsonNode object) {
        ObjectNode cleaned = Json.object();
        for (var member : object.properties()) {
            if (clean(member.getKey()).equals(member.getKey())) {
                cleaned.set(member.getKey(), clean(member.getValue()));
            }
        }
        return cleaned;
    }

    private String clean(String text) {
        String kept = apply(text, terms.secrets(), "secret", Secrets::in);
        return apply(kept, terms.injection(), "injection", Disguises::findings);
    }

    private String apply(
            String text, Action action, String sort, Function<String, List<Finding>> looking) {
        if (action == Action.ALLOW || text.isEmpty()) {
            return text;
        }
        List<Finding> found = looking.apply(text);
        found.forEach(one -> kinds.add(name(sort, one)));
        if (found.isEmpty()) {
            return text;
        }
        blocked |= action == Action.BLOCK;
        removed++;
        return without(text, sort, found);
    }

    private static String name(String sort, Finding one) {
        return sort
                + ":"
                + one.kind()
                + (one.disguise().equals("plain") ? "" : "/" + one.disguise());
    }

    private static String without(String text, String sort, List<Finding> found) {
        var kept = new StringBuilder();
        int at = 0;
        var inOrder =
                found.stream()
                        .sorted(
                                Comparator.comparingInt(Finding::start)
                                        .thenComparingInt(Finding::end))
                        .toList();
        for (Finding one : inOrder) {
            if (one.start() >= at) {
                kept.append(text, at, one.start()).append("[removed: ").append(sort).append(']');
            }
            at = Math.max(at, one.end());
        }
        return kept.append(text, Math.min(at, text.length()), text.length()).toString();
    }
}
