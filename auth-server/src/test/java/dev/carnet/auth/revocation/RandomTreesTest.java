package dev.carnet.auth.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.MandateJson;
import dev.carnet.shared.token.Service;
import dev.carnet.testing.Rounds;
import dev.carnet.testing.TestCarnet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Trees of passports as they come, over the real store and the real check.
@QuarkusTest
@WithTestResource(TestCarnet.Auth.class)
class RandomTreesTest {

    private static final int NODES = 14;
    private static final int TREES = Math.max(3, Rounds.COUNT / 10);
    private static final List<String> SCOPES = List.of("carnet:read", "carnet:write");
    private static final List<String> CLASSES = List.of("read", "write", "destructive");

    private final Trees trees = new Trees();
    private final List<String> services = List.of("carnet", trees.server(), trees.server());

    /// A passport in its tree.
    private record Node(String token, String jti, int parent) {}

    /// C5, E1, E2: whatever is asked for, no child ever holds what its parent lacks; whichever node
    /// is revoked, exactly its subtree ends.
    @Test
    void no_child_holds_more_and_any_node_takes_exactly_its_subtree_along() throws Exception {
        for (long seed = 0; seed < TREES; seed++) {
            var random = new Random(seed);
            try (var caller = new NearbyCaller(seed)) {
                List<Node> tree = grow(random, caller);
                for (Node node : tree.subList(1, tree.size())) {
                    demandNarrower(node, tree.get(node.parent()), "seed " + seed);
                }
                cut(tree, random.nextInt(tree.size()), caller, "seed " + seed);
            }
        }
    }

    private void cut(List<Node> tree, int named, NearbyCaller caller, String seed)
            throws Exception {
        Set<String> below = new HashSet<>();
        for (int i = 0; i < tree.size(); i++) {
            if (within(tree, i, named)) {
                below.add(tree.get(i).jti());
            }
        }
        List<String> revoked =
                trees.revoke(trees.member, Map.of("type", "passport", "id", tree.get(named).jti()))
                        .statusCode(200)
                        .extract()
                        .path("revoked.id");
        assertEquals(below, Set.copyOf(revoked), seed);
        for (Node node : tree) {
            boolean active =
                    caller.post("/passports/verify", Map.of("token", node.token()))
                            .body()
                            .path("active")
                            .asBoolean();
            assertEquals(!below.contains(node.jti()), active, seed + ", " + node.jti());
        }
    }

    private static boolean within(List<Node> tree, int node, int named) {
        return node == named
                || (tree.get(node).parent() >= 0 && within(tree, tree.get(node).parent(), named));
    }

    private List<Node> grow(Random random, NearbyCaller caller) throws Exception {
        var tree = new ArrayList<Node>();
        String root = trees.issue(asked(random));
        tree.add(new Node(root, trees.jti(root), -1));
        for (int tries = 0; tries < NODES; tries++) {
            int parent = random.nextInt(tree.size());
            var answer =
                    caller.post(
                            "/passports/delegate",
                            Map.of("token", tree.get(parent).token(), "passport", asked(random)));
            if (answer.status() == 201) {
                JsonNode made = answer.body();
                tree.add(new Node(made.path("token").asText(), made.path("jti").asText(), parent));
            } else {
                assertEquals(400, answer.status(), answer.body().toString());
            }
        }
        return tree;
    }

    private Map<String, Object> asked(Random random) {
        var asked = new HashMap<String, Object>();
        asked.put("agent_id", random.nextBoolean() ? trees.agent : trees.other);
        asked.put("ttl_seconds", 60 + random.nextInt(3_000));
        if (random.nextInt(3) == 0) {
            asked.put("scopes", some(random, SCOPES));
        }
        if (random.nextBoolean()) {
            asked.put(
                    "services",
                    some(random, services).stream()
                            .map(id -> Map.of("id", id, "scopes", some(random, CLASSES)))
                            .toList());
        }
        if (random.nextInt(4) == 0) {
            asked.put("mode", random.nextBoolean() ? "logged" : "enforced");
            asked.put("intent", Map.of("summary", "a part of it"));
        }
        return asked;
    }

    private static <T> List<T> some(Random random, List<T> all) {
        var some = all.stream().filter(_ -> random.nextInt(3) > 0).toList();
        return some.isEmpty() ? List.of(all.get(random.nextInt(all.size()))) : some;
    }

    private void demandNarrower(Node child, Node parent, String seed) {
        Set<String> scopes = scopes(child);
        assertTrue(scopes(parent).containsAll(scopes), seed);
        Mandate held = mandate(child);
        Mandate bound = mandate(parent);
        assertTrue(held.mode().compareTo(bound.mode()) >= 0, seed);
        assertEquals(bound.depth() + 1, held.depth(), seed);
        bound.services()
                .ifPresent(most -> {
                    for (Service service : held.services().orElseThrow()) {
                        assertTrue(
                                most.stream()
                                        .filter(one -> one.id().equals(service.id()))
                                        .anyMatch(
                                                one -> one.scopes().containsAll(service.scopes())),
                                seed + ": " + service);
                    }
                });
        assertTrue(end(child) <= end(parent), seed);
    }

    private Set<String> scopes(Node node) {
        return Set.of(text("scope", node).split(" ", -1));
    }

    private Mandate mandate(Node node) {
        return MandateJson.of(text("mandate", node));
    }

    private long end(Node node) {
        return Long.parseLong(text("extract(epoch FROM expires_at)::bigint::text", node));
    }

    private String text(String column, Node node) {
        return String.valueOf(
                trees.house
                        .world()
                        .read(
                                "SELECT " + column + " FROM auth.passport WHERE jti = ?",
                                node.jti()));
    }
}
