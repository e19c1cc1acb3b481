package dev.carnet.mcp.policy;

import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Viewer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/// Which results are filtered, by the policy of the workspace.
@ApplicationScoped
public class PolicyFilters {

    private final Policies policies;
    private final PolicyJudge judge;

    PolicyFilters(Policies policies, PolicyJudge judge) {
        this.policies = policies;
        this.judge = judge;
    }

    /// The terms for what that thing answers this caller; empty when nothing is filtered. What an
    /// agent that delegated would not have seen, whom it sent does not see either.
    public Optional<FilterTerms> terms(Viewer viewer, Governed thing) {
        List<Question> questions = judge.questions(viewer, thing);
        return policies.of(viewer.caller().workspace()).filters().stream()
                .filter(rule -> questions.stream().anyMatch(rule::fits))
                .map(FilterRule::terms)
                .reduce(FilterTerms::and);
    }
}
