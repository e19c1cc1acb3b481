package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.upstream.Offering.Offer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one look at an upstream brought: everything it lists that can be offered at all, each thing
/// once. Of two entries of one name the first counts, because upstreams answer to the name.
///
/// @param whole whether what is not in it is not there
record Sighting(List<Definition> definitions, int omitted, boolean whole) {

    static Sighting of(Offer offer) {
        var seen = new LinkedHashMap<String, Definition>();
        int listed = 0;
        for (Map.Entry<Kind, List<ObjectNode>> list : lists(offer).entrySet()) {
            listed += list.getValue().size();
            list.getValue().stream()
                    .flatMap(entry -> Definition.read(list.getKey(), entry).stream())
                    .forEach(one -> seen.putIfAbsent(one.kind() + "\n" + one.name(), one));
        }
        List<Definition> kept =
                new ArrayList<>(seen.values())
                        .subList(0, Math.min(seen.size(), Limits.DEFINITIONS_PER_SERVER));
        return new Sighting(List.copyOf(kept), listed - kept.size() + offer.omitted().size(), true);
    }

    /// What one of its users sees: all of it that is known, and as much more as there is room for.
    Sighting among(Set<String> known) {
        var kept = new ArrayList<Definition>();
        int room = Math.max(0, Limits.DEFINITIONS_PER_SERVER - known.size());
        for (Definition one : definitions) {
            boolean old = known.contains(key(one.kind().wire(), one.name()));
            if (old || room-- > 0) {
                kept.add(one);
            }
        }
        return new Sighting(List.copyOf(kept), omitted + definitions.size() - kept.size(), false);
    }

    /// What tells a thing of a server apart from its others.
    static String key(String kind, String name) {
        return kind + "\n" + name;
    }

    private static Map<Kind, List<ObjectNode>> lists(Offer offer) {
        var lists = new LinkedHashMap<Kind, List<ObjectNode>>();
        lists.put(Kind.TOOL, offer.tools());
        lists.put(Kind.PROMPT, offer.prompts());
        lists.put(Kind.RESOURCE, offer.resources());
        lists.put(Kind.TEMPLATE, offer.templates());
        return lists;
    }
}
