package dev.carnet.mcp.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Why something is decided as it is.
///
/// @param decision `allow`, `confirm`, `approve` or `deny`; `insufficient_scope` when only a scope
///   is missing, `used_up` when only a limit is in the way
/// @param why `role`, `scope`, `outside_passport`, `passport_constraint`, `constraint:` and its
///   name (of the connection), `rule`, `default`, `condition_failed`, or `limit:` and its id
/// @param says what the caller would be told to do instead, if anything
/// @param agent that delegated, if its rules decided and not the principal's own
/// @param policyVersion of the rules that were asked; 0 for none, and for a draft
/// @param needs what is not known and could change the decision: `arguments`
/// @param rules every rule that was looked at, in the order it was
/// @param limits every limit that counts such a call; none for a call of the past
/// @param recorded what was decided then, if a recorded call is explained
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ExplainView(
        String decision,
        String why,
        Optional<String> says,
        Optional<String> agent,
        Optional<String> rule,
        @JsonProperty("policy_version") long policyVersion,
        Thing thing,
        String role,
        List<String> needs,
        List<RuleView> rules,
        List<LimitView> limits,
        Optional<RecordedView> recorded) {

    /// What was decided about a call when it was made.
    ///
    /// @param decision `allow`, `gate` (people were asked) or `deny`
    /// @param policyVersion by which it was decided; 0 when no rules were active
    /// @param rule that decided; left out when none did
    /// @param differs whether it would be decided in another way now; left out when that depends on
    ///   what the entry hides
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record RecordedView(
            long seq,
            String eid,
            Instant at,
            String decision,
            @JsonProperty("policy_version") long policyVersion,
            Optional<String> rule,
            Optional<Boolean> differs) {}

    /// A limit.
    ///
    /// @param retryAfterSeconds when it is used up: how long until it is not
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record LimitView(
            String id,
            @JsonProperty("used_up") boolean usedUp,
            @JsonProperty("retry_after_seconds") Optional<Long> retryAfterSeconds) {

        static LimitView of(Allowance limit, Optional<Duration> wait) {
            return new LimitView(
                    limit.id(), wait.isPresent(), wait.map(time -> time.toSeconds() + 1));
        }
    }

    /// What was asked about.
    ///
    /// @param upstream left out for what Carnet itself offers
    /// @param toolClass `read`, `write` or `destructive`
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Thing(
            Optional<String> upstream,
            String name,
            @JsonProperty("class") String toolClass,
            String kind) {

        static Thing of(Target target) {
            return new Thing(target.upstream(), target.tool(), target.tier().wire(), target.kind());
        }
    }

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
