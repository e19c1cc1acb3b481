package dev.carnet.bench.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/// The ids that answers told, so that later requests are about things that are there.
final class Memory {

    private static final int KEPT = 16;
    private static final String API = "/api/v1/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// What a member of a request calls things of another name.
    private static final Map<String, String> CALLED =
            Map.of(
                    "person", "members",
                    "issuer", "trusted-issuers",
                    "provider", "identity-providers",
                    "policy", "policy",
                    "definition", "definitions");

    private final Map<String, List<String>> ids = new ConcurrentHashMap<>();

    /// Takes the ids out of an answer.
    void learn(Door door, Reply reply) {
        if (reply.status() >= 300 || !door.path().startsWith(API) || reply.body().isEmpty()) {
            return;
        }
        try {
            var answer = JSON.readTree(reply.body());
            learn(door.path(), answer);
            answer.path("items").forEach(item -> learn(door.path(), item));
        } catch (JsonProcessingException none) {
            // The judge has said so.
        }
    }

    private void learn(String path, JsonNode item) {
        String id = item.path("id").asText("");
        if (!id.isEmpty()) {
            ids.compute(
                    collection(path), (_, known) -> with(known == null ? List.of() : known, id));
        }
    }

    private static List<String> with(List<String> known, String id) {
        if (known.contains(id)) {
            return known;
        }
        var more = new ArrayList<>(known.subList(known.size() < KEPT ? 0 : 1, known.size()));
        more.add(id);
        return List.copyOf(more);
    }

    /// An id of something that the member of that name could mean.
    Optional<String> named(String name, SplittableRandom random) {
        String thing = name.replaceFirst("_ids?$", "");
        return any(CALLED.getOrDefault(thing, thing.replace('_', '-') + "s"), random)
                .or(() -> any(thing, random));
    }

    /// The path with its places filled; what is not known is made up.
    String filled(String path, Values values, SplittableRandom random) {
        var parts = new ArrayList<String>();
        String before = "";
        for (String part : path.split("/", -1)) {
            boolean place = part.startsWith("{");
            parts.add(place ? value(before, values, random) : part);
            before = place ? before : part;
        }
        return String.join("/", parts);
    }

    private String value(String collection, Values values, SplittableRandom random) {
        String id = any(collection, random).orElseGet(() -> Integer.toString(random.nextInt(4)));
        return random.nextInt(12) == 0
                ? URLEncoder.encode(values.next(id), StandardCharsets.UTF_8)
                : id;
    }

    private Optional<String> any(String collection, SplittableRandom random) {
        var known = ids.getOrDefault(collection, List.of());
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(known.get(random.nextInt(known.size())));
    }

    /// The last part of the path that is no place.
    private static String collection(String path) {
        return List.of(path.split("/", -1)).reversed().stream()
                .filter(part -> !part.startsWith("{"))
                .findFirst()
                .orElse("");
    }
}
