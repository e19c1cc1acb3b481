package dev.carnet.mcp.policy;

import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Viewer;
import jakarta.enterprise.context.ApplicationScoped;
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

    /// The terms for what that thing answers this caller; empty when nothing is filtered.
    public Optional<FilterTerms> terms(Viewer viewer, Governed thing) {
        Question question = judge.question(viewer, thing, Optional.empty());
        return policies.of(viewer.caller().workspace()).filters().stream()
                .filter(rule -> rule.fits(question))
                .map(FilterRule::terms)
                .reduce(FilterTerms::and);
    }
}
