package dev.carnet.auth.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.MandateJson;
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

    private static final int NODES = 16;
    private static final int TREES = Math.max(6, Rounds.COUNT / 10);
    private static final List<String> SCOPES = List.of("carnet:read", "carnet:write");
    private static final List<Map<String, Object>> CONSTRAINTS =
            List.of(
                    constraint("channel", "starts_with", false, "gen"),
                    constraint("channel", "in", false, "general", "private"),
                    constraint("channel", "eq", true, "general"),
                    constraint("channel", "matches", false, "[a-z]+"),
                    constraint("to.name", "eq", true, "ada"));

    private final Trees trees = new Trees();
    private final List<String> services = List.of("carnet", trees.server(), trees.server());
    private final List<Use> uses = Use.all(services);
    private int narrowed;
    private int renewed;

    /// A passport in its tree, with those it was renewed into.
    private record Node(String agent, List<String> tokens, List<String> jtis, int parent) {

        Node(String agent, String token, String jti, int parent) {
            this(agent, new ArrayList<>(List.of(token)), new ArrayList<>(List.of(jti)), parent);
        }
    }

    /// What is revoked, and which nodes end with it.
    private record Cut(String type, String id, Set<Integer> ends) {}

    private static Map<String, Object> constraint(
            String path, String op, boolean optional, String... values) {
        return Map.of("path", path, "op", op, "values", List.of(values), "optional", optional);
    }

    /// C5, C6, E1, E2: whatever is asked for and renewed, no child ever holds what its parent
    /// lacks; whichever node, agent or session is revoked, exactly what hangs on it ends.
    @Test
    void no_child_holds_more_and_any_node_takes_exactly_its_subtree_along() throws Exception {
        for (int seed = 0; seed < TREES; seed++) {
            var random = new Random(seed);
            try (var caller = new NearbyCaller(seed)) {
                List<Node> tree = grow(random, caller);
                for (Node node : tree.subList(1, tree.size())) {
                    demandNarrower(node, tree.get(node.parent()), "seed " + seed);
                }
                cut(tree, chosen(tree, seed % 4, random), caller, "seed " + seed);
            }
        }
        assertNotEquals(0, narrowed, "no tree bounded anything");
        assertNotEquals(0, renewed, "no tree renewed anything");
    }

    /// By the first passport of a node, by any of it, by agent or by session.
    private Cut chosen(List<Node> tree, int how, Random random) {
        int named = random.nextInt(tree.size());
        Node node = tree.get(named);
        return switch (how) {
            case 0 -> new Cut("passport", node.jtis().getFirst(), below(tree, Set.of(named)));
            case 1 ->
                    new Cut(
                            "passport",
                            node.jtis().get(random.nextInt(node.jtis().size())),
                            below(tree, Set.of(named)));
            case 2 -> new Cut("agent", node.agent(), below(tree, of(tree, node.agent())));
            default -> {
                String session = trees.verify(node.tokens().getFirst()).extract().path("session");
                yield new Cut("passport", session, below(tree, Set.of(0)));
            }
        };
    }

    private static Set<Integer> of(List<Node> tree, String agent) {
        var its = new HashSet<Integer>();
        for (int i = 0; i < tree.size(); i++) {
            if (tree.get(i).agent().equals(agent)) {
                its.add(i);
            }
        }
        return its;
    }

    private static Set<Integer> below(List<Node> tree, Set<Integer> named) {
        var below = new HashSet<Integer>(named);
        for (int i = 0; i < tree.size(); i++) {
            if (below.contains(tree.get(i).parent())) {
                below.add(i);
            }
        }
        return below;
    }

    private void cut(List<Node> tree, Cut cut, NearbyCaller caller, String seed) throws Exception {
        String what = seed + ", " + cut;
        trees.revoke(trees.member, Map.of("type", cut.type(), "id", cut.id())).statusCode(200);
        for (int i = 0; i < tree.size(); i++) {
            boolean alive = !cut.ends().contains(i);
            for (String token : tree.get(i).tokens()) {
                boolean active =
                        caller.post("/passports/verify", Map.of("token", token))
                                .body()
                                .path("active")
                                .asBoolean();
                assertEquals(alive, active, what + ", node " + i);
            }
            String last = tree.get(i).tokens().getLast();
            assertEquals(
                    alive ? 200 : 401,
                    caller.post("/passports/refresh", Map.of("token", last)).status(),
                    what + ", node " + i);
        }
    }

    private List<Node> grow(Random random, NearbyCaller caller) throws Exception {
        var agents = List.of(agent(), agent(), agent());
        var tree = new ArrayList<Node>();
        String root = trees.issue(asked(random, agents.getFirst()));
        tree.add(new Node(agents.getFirst(), root, trees.jti(root), -1));
        for (int tries = 0; tries < NODES; tries++) {
            int parent = random.nextInt(tree.size());
            List<String> tokens = tree.get(parent).tokens();
            String token = tokens.get(random.nextInt(tokens.size()));
            if (random.nextInt(4) == 0) {
                renew(tree.get(parent), token, caller);
                continue;
            }
            String agent = agents.get(random.nextInt(agents.size()));
            var asked = asked(random, agent);
            var answer =
                    caller.post("/passports/delegate", Map.of("token", token, "passport", asked));
            if (answer.status() == 201) {
                JsonNode made = answer.body();
                tree.add(
                        new Node(
                                agent,
                                made.path("token").asText(),
                                made.path("jti").asText(),
                                parent));
            } else {
                assertEquals(400, answer.status(), answer.body().toString());
            }
        }
        return tree;
    }

    private String agent() {
        return trees.house.world().agent(trees.house.workspace(), trees.member);
    }

    private void renew(Node node, String token, NearbyCaller caller) throws Exception {
        var answer = caller.post("/passports/refresh", Map.of("token", token));
        assertEquals(200, answer.status(), answer.body().toString());
        node.tokens().add(answer.body().path("token").asText());
        node.jtis().add(answer.body().path("jti").asText());
        renewed++;
    }

    private Map<String, Object> asked(Random random, String agent) {
        var asked = new HashMap<String, Object>();
        asked.put("agent_id", agent);
        asked.put("ttl_seconds", 60 + random.nextInt(3_000));
        if (random.nextInt(3) == 0) {
            asked.put("scopes", some(random, SCOPES));
        }
        if (random.nextBoolean()) {
            asked.put(
                    "services",
                    some(random, services).stream().map(id -> service(random, id)).toList());
        }
        if (random.nextInt(4) == 0) {
            asked.put("mode", random.nextBoolean() ? "logged" : "enforced");
            asked.put("intent", Map.of("summary", "a part of it"));
        }
        return asked;
    }

    private static Map<String, Object> service(Random random, String id) {
        var service = new HashMap<String, Object>(Map.of("id", id));
        service.put("scopes", some(random, Use.SCOPES));
        if (random.nextInt(3) == 0) {
            service.put("tools", some(random, Use.TOOLS));
        }
        if (random.nextInt(3) == 0) {
            service.put("constraints", some(random, CONSTRAINTS));
        }
        return service;
    }

    private static <T> List<T> some(Random random, List<T> all) {
        var some = all.stream().filter(_ -> random.nextInt(3) > 0).toList();
        return some.isEmpty() ? List.of(all.get(random.nextInt(all.size()))) : some;
    }

    private void demandNarrower(Node child, Node parent, String seed) {
        String above = parent.jtis().getFirst();
        Mandate bound = mandate(above);
        long latest = parent.jtis().stream().mapToLong(this::end).max().orElseThrow();
        for (String jti : child.jtis()) {
            assertTrue(scopes(above).containsAll(scopes(jti)), seed);
            Mandate held = mandate(jti);
            assertTrue(held.mode().compareTo(bound.mode()) >= 0, seed);
            assertEquals(bound.depth() + 1, held.depth(), seed);
            for (Use use : uses) {
                assertTrue(use.isAllowedBy(bound) || !use.isAllowedBy(held), seed + ": " + use);
            }
            narrowed += bounds(held) && bounds(bound) ? 1 : 0;
            assertTrue(end(jti) <= latest, seed);
        }
    }

    /// Whether it lets some calls through at a service and others not, by their arguments.
    private static boolean bounds(Mandate mandate) {
        return mandate.services().stream()
                .flatMap(List::stream)
                .anyMatch(service -> !service.constraints().isEmpty());
    }

    private Set<String> scopes(String jti) {
        return Set.of(text("scope", jti).split(" ", -1));
    }

    private Mandate mandate(String jti) {
        return MandateJson.of(text("mandate", jti));
    }

    private long end(String jti) {
        return Long.parseLong(text("extract(epoch FROM expires_at)::bigint::text", jti));
    }

    private String text(String column, String jti) {
        return String.valueOf(
                trees.house
                        .world()
                        .read("SELECT " + column + " FROM auth.passport WHERE jti = ?", jti));
    }
}
