package dev.carnet.mcp.tool;

import java.time.Duration;
import java.util.Set;

/// What a rule wants to happen before a call runs.
///
/// @param rule id of the rule that said so, and the version of the rules it is of
/// @param policyVersion see `rule`
/// @param reason why the rule exists, for the person who decides
/// @param consequences what the call will do, for the person who decides
/// @param approvers role names and person ids of whom `APPROVE` asks; empty means every admin
/// @param quorum how many of them must agree
/// @param expires how long it may wait; then it is rejected
/// @param escalateAfter when the people in `escalateTo` are asked, too; zero means never
/// @param escalateTo role names and person ids
public record Demand(
        Kind kind,
        String rule,
        long policyVersion,
        String reason,
        String consequences,
        Set<String> approvers,
        int quorum,
        Duration expires,
        Duration escalateAfter,
        Set<String> escalateTo) {

    /// Whether whoever agrees here has agreed to what the other wants, too: the same people, and at
    /// least as many of them.
    boolean covers(Demand other) {
        return kind == other.kind
                && (kind == Kind.CONFIRM
                        || (approvers.equals(other.approvers) && quorum >= other.quorum));
    }

    /// Who has to agree.
    public enum Kind {
        /// The person the call runs for.
        CONFIRM,
        /// Somebody else.
        APPROVE
    }
}
