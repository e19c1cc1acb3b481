package dev.carnet.mcp.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/// Why something is decided as it is.
///
/// @param decision `allow`, `confirm`, `approve` or `deny`; `insufficient_scope` when only a scope
///   is missing
/// @param why `role`, `scope`, `rule`, `default`, or `condition_failed`
/// @param policyVersion of the rules that were asked; 0 for none, and for a draft
/// @param needs what is not known and could change the decision: `arguments`
/// @param rules every rule that was looked at, in the order it was
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ExplainView(
        String decision,
        String why,
        Optional<String> rule,
        @JsonProperty("policy_version") long policyVersion,
        Thing thing,
        String role,
        List<String> needs,
        List<RuleView> rules) {

    /// What was asked about.
    ///
    /// @param upstream left out for what Carnet itself offers
    /// @param toolClass `read`, `write` or `destructive`
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Thing(
            Optional<String> upstream,
            String name,
            @JsonProperty("class") String toolClass,
            String kind) {}

    /// A rule that was looked at.
    ///
    /// @param outcome `decided`, `fits` (but another decided), `might_fit`, `does_not_fit`, or
    ///   `failed`
    /// @param because what did not fit (`who`, `which`, `when`), what would have to be known, or
    ///   why the condition failed
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record RuleView(
            String id, int priority, String effect, String outcome, Optional<String> because) {

        static RuleView of(Considered one, Ruling ruling) {
            Rule rule = one.rule();
            boolean decided = ruling.rule().filter(rule::equals).isPresent();
            return switch (one.match()) {
                case Match.Fits _ -> view(rule, decided ? "decided" : "fits", Optional.empty());
                case Match.Failed failed -> view(rule, "failed", Optional.of(failed.why()));
                case Match.Might might -> view(rule, "might_fit", Optional.of(might.needs()));
                case Match.Unfit unfit -> view(rule, "does_not_fit", Optional.of(unfit.because()));
            };
        }

        private static RuleView view(Rule rule, String outcome, Optional<String> because) {
            return new RuleView(rule.id(), rule.priority(), rule.effect().wire(), outcome, because);
        }
    }
}
