package dev.carnet.mcp.tool;

import java.util.Optional;

/// What the rules of a workspace say.
public sealed interface Verdict {

    /// Which rule said so; none means the default.
    Ground ground();

    /// What a verdict rests on.
    ///
    /// @param rule id of the rule, if one matched
    /// @param policyVersion of the rules it is of; 0 when the workspace has none
    record Ground(Optional<String> rule, long policyVersion) {

        /// Nothing but what holds where there are no rules.
        public static final Ground NONE = new Ground(Optional.empty(), 0);
    }

    /// It may be used. At a list: it might be, with some arguments.
    record Permit(Ground ground) implements Verdict {}

    /// It may not be used.
    ///
    /// @param why reason code for the audit log only
    record Deny(Ground ground, String why) implements Verdict {}

    /// It may be used after somebody agreed.
    record Gate(Ground ground, Demand demand) implements Verdict {}
}
