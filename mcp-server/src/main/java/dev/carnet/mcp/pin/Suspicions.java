package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.ibm.icu.text.SpoofChecker;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.pin.Suspicion.Sort;
import dev.carnet.mcp.schema.SchemaCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Looks for what an operator should not overlook in a definition.
public final class Suspicions {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,128}");
    private static final int TELLING_NAME_CHARACTERS = 6;

    /// Unicode's own tables of characters that look alike (UTS #39).
    private static final SpoofChecker SPOOF =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    private Suspicions() {}

    /// Everything suspicious about it.
    ///
    /// @param others what other upstreams of the workspace offer of the same kind
    public static List<Suspicion> of(Definition definition, List<Neighbour> others) {
        var found = new ArrayList<Suspicion>();
        for (var placed : Texts.of(definition.json())) {
            found.addAll(Characters.suspicions(placed.pointer(), placed.text()));
            found.addAll(Phrases.suspicions(placed.pointer(), placed.text()));
        }
        found.addAll(name(definition, others));
        found.addAll(shadows(definition, others));
        if (definition.kind() == Kind.TOOL) {
            found.addAll(schema(definition.json()));
        }
        return found.stream().distinct().limit(Limits.SUSPICIONS).toList();
    }

    private static List<Suspicion> name(Definition definition, List<Neighbour> others) {
        if (definition.kind() != Kind.TOOL && definition.kind() != Kind.PROMPT) {
            return List.of();
        }
        var found = new ArrayList<Suspicion>();
        String name = definition.name();
        String place = "/" + definition.kind().member();
        if (!NAME.matcher(name).matches()) {
            found.add(new Suspicion(Sort.ODD_NAME, place, "has characters that names do not have"));
        }
        others.stream()
                .filter(other -> readAlike(other.name(), name))
                .map(other -> "reads like " + other.name() + " of " + other.upstream())
                .forEach(words -> found.add(new Suspicion(Sort.LOOK_ALIKE, place, words)));
        return found;
    }

    /// Whether they look the same as they are written, or in small letters, whatever joins their
    /// words.
    private static boolean readAlike(String one, String other) {
        return skeleton(one).equals(skeleton(other))
                || skeleton(one.toLowerCase(Locale.ROOT))
                        .equals(skeleton(other.toLowerCase(Locale.ROOT)));
    }

    private static String skeleton(String name) {
        return SPOOF.getSkeleton(Characters.visible(name))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static List<Suspicion> shadows(Definition definition, List<Neighbour> others) {
        String description = definition.json().path("description").asText("");
        return others.stream()
                .filter(other -> other.name().length() >= TELLING_NAME_CHARACTERS)
                .filter(other -> !other.name().equals(definition.name()))
                .filter(other -> other.name().contains("_") || other.name().contains("-"))
                .filter(other -> description.contains(other.name()))
                .map(other ->
                        new Suspicion(
                                Sort.SHADOWS,
                                "/description",
                                "speaks of " + other.name() + " of " + other.upstream()))
                .toList();
    }

    private static List<Suspicion> schema(ObjectNode tool) {
        try {
            SchemaCheck.of((ObjectNode) tool.path("inputSchema"));
            return List.of();
        } catch (RuntimeException unreadable) {
            return List.of(
                    new Suspicion(
                            Sort.UNREADABLE_SCHEMA,
                            "/inputSchema",
                            "is no schema that can be checked here: it leads elsewhere, or has a"
                                    + " pattern that RE2 does not know; only the server checks by it"));
        }
    }
}
