package dev.carnet.mcp.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.policy.PolicyJudge;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.mcp.tool.Demand.Kind;
import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Judge;
import dev.carnet.mcp.tool.Verdict;
import dev.carnet.mcp.tool.Viewer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Rules that know some tools of the test table by name: `confirmed` is confirmed, `approved…` is
/// approved, and nothing of theirs with `n` above 1,000 happens at all. About all others the real
/// rules decide.
@Alternative
@ApplicationScoped
public class TestJudge implements Judge {

    /// The version of a workspace's rules; 1 unless a test says otherwise.
    static final Map<String, Long> VERSIONS = new ConcurrentHashMap<>();

    /// How many must agree in a workspace; 1 unless a test says otherwise.
    static final Map<String, Integer> QUORUMS = new ConcurrentHashMap<>();

    /// Workspaces in which the prompt and the resource of the test table are approved, too.
    static final Set<String> HELD = ConcurrentHashMap.newKeySet();

    private static final Set<String> HELD_THERE = Set.of("hello", "test://one");
    private static final Set<String> MINE =
            Set.of(
                    "confirmed",
                    "approved",
                    "approved_asking",
                    "approved_broken",
                    "approved_hanging",
                    "approved_telling");

    @Inject PolicyJudge real;

    @Override
    public long edition(String workspace) {
        return real.edition(workspace);
    }

    @Override
    public Verdict judge(Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        String workspace = viewer.caller().workspace();
        boolean held = HELD.contains(workspace) && HELD_THERE.contains(thing.name());
        if (!held && !MINE.contains(thing.name())) {
            return real.judge(viewer, thing, arguments);
        }
        long version = VERSIONS.getOrDefault(workspace, 1L);
        var ground = new Verdict.Ground(Optional.of("rul_test"), version);
        if (arguments.filter(given -> given.path("n").asLong() > 1_000).isPresent()) {
            return new Verdict.Deny(ground, "too_much");
        }
        Kind kind = thing.name().equals("confirmed") ? Kind.CONFIRM : Kind.APPROVE;
        return new Verdict.Gate(ground, demand(kind, workspace));
    }

    static Demand demand(Kind kind, String workspace) {
        return new Demand(
                kind,
                "rul_test",
                VERSIONS.getOrDefault(workspace, 1L),
                "Money leaves the house",
                "The bank sends it at once",
                Set.of("operator"),
                QUORUMS.getOrDefault(workspace, 1),
                Duration.ofHours(24),
                Duration.ofHours(1),
                Set.of("admin"));
    }
}
