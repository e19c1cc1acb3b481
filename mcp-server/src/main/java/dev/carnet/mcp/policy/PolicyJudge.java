package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Judge;
import dev.carnet.mcp.tool.Verdict;
import dev.carnet.mcp.tool.Verdict.Ground;
import dev.carnet.mcp.tool.Viewer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides by the policy this replica holds of the caller's workspace.
@ApplicationScoped
public class PolicyJudge implements Judge {

    private final Policies policies;
    private final Clock clock;

    PolicyJudge(Policies policies, Clock clock) {
        this.policies = policies;
        this.clock = clock;
    }

    @Override
    public Verdict judge(Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        Policy policy = policies.of(viewer.caller().workspace());
        Question question = question(viewer, thing, arguments);
        return verdict(policy, policy.rules().judge(question));
    }

    @Override
    public long edition(String workspace) {
        return policies.of(workspace).version();
    }

    /// What there is to ask about this caller and that thing, now.
    Question question(Viewer viewer, Governed thing, Optional<ObjectNode> arguments) {
        return question(viewer, Target.of(thing), thing.toolsets(viewer), arguments);
    }

    /// What is asked about each who stands behind a use: agents that delegated, and the caller
    /// last.
    List<Question> questions(Viewer viewer, Governed thing) {
        return viewer.caller().lineage().reversed().stream()
                .map(one -> question(viewer.as(one), thing, Optional.empty()))
                .toList();
    }

    /// The same about something that need not exist.
    ///
    /// @param ways toolsets by way of which the caller has it
    Question question(
            Viewer viewer, Target what, Set<String> ways, Optional<ObjectNode> arguments) {
        return new Question(
                Asker.of(viewer.caller(), viewer.place().toolset(), ways),
                what,
                clock.instant(),
                Optional.of(viewer.address()).filter(address -> !address.isEmpty()),
                Optional.of(viewer.bound()),
                arguments);
    }

    static Verdict verdict(Policy policy, Ruling ruling) {
        var ground = new Ground(ruling.rule().map(Rule::id), policy.version());
        return switch (ruling.effect()) {
            case ALLOW -> new Verdict.Permit(ground);
            case DENY -> new Verdict.Deny(ground, why(ruling));
            case CONFIRM -> gate(ground, ruling, Demand.Kind.CONFIRM);
            case APPROVE -> gate(ground, ruling, Demand.Kind.APPROVE);
        };
    }

    private static String why(Ruling ruling) {
        return switch (ruling.why()) {
            case "default" -> "policy_default";
            case "condition_failed" -> "policy_condition_failed";
            default -> "policy";
        };
    }

    private static Verdict gate(Ground ground, Ruling ruling, Demand.Kind kind) {
        Rule rule = ruling.rule().orElseThrow(() -> new IllegalStateException("a gate of no rule"));
        GateTerms terms = rule.gate();
        return new Verdict.Gate(
                ground,
                new Demand(
                        kind,
                        rule.id(),
                        ground.policyVersion(),
                        rule.reason(),
                        rule.consequences(),
                        terms.approvers(),
                        terms.quorum(),
                        terms.expires(kind),
                        terms.escalates(kind),
                        terms.escalatesTo(kind)));
    }
}
