package dev.carnet.mcp.tool;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import java.util.Set;

/// What a caller may do with something.
public sealed interface Access {

    /// Two rules want agreement of people, and neither has the other's.
    String GATES_DIFFER = "gates_differ";

    /// Listed, and may be used.
    ///
    /// @param ground which rule allows it
    record Allowed(Verdict.Ground ground) implements Access {}

    /// Listed, and may be used once somebody agreed.
    record Gated(Verdict.Ground ground, Demand demand) implements Access {}

    /// Listed, so that the client can ask the person for more (step-up); using it is a 403.
    ///
    /// @param scopes every scope the use needs, whether the caller has it or not
    record StepUp(Set<Scope> scopes) implements Access {}

    /// Listed, because other arguments would do; using it with these is refused.
    ///
    /// @param why reason code for the audit log
    /// @param publicText what to do instead
    record Barred(String why, String publicText) implements Access {}

    /// Not listed, and unknown when used.
    ///
    /// @param why reason code for the audit log only
    /// @param ground which rule hides it, if a rule does
    record Hidden(String why, Verdict.Ground ground) implements Access {

        /// Hidden by no rule.
        public Hidden(String why) {
            this(why, Verdict.Ground.NONE);
        }
    }

    /// The same with what the rules say: they only take away, and what lacks a scope is asked for
    /// before anybody is asked to agree. Of several that want people to agree the strictest counts;
    /// where none of them covers the others nobody can be asked.
    default Access and(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Deny(Verdict.Ground ground, String why) -> new Hidden(why, ground);
            case Verdict.Gate(Verdict.Ground ground, Demand demand) -> gated(ground, demand);
            case Verdict.Permit(Verdict.Ground ground) ->
                    this instanceof Allowed ? new Allowed(ground) : this;
        };
    }

    private Access gated(Verdict.Ground ground, Demand demand) {
        return switch (this) {
            case Allowed _ -> new Gated(ground, demand);
            case Gated(Verdict.Ground _, Demand before) ->
                    before.covers(demand)
                            ? this
                            : demand.covers(before)
                                    ? new Gated(ground, demand)
                                    : new Barred(GATES_DIFFER, differ(before, demand));
            case StepUp _, Barred _, Hidden _ -> this;
        };
    }

    private static String differ(Demand before, Demand demand) {
        return "Rules for agents behind this call want different people to agree ("
                + before.rule()
                + ", "
                + demand.rule()
                + "), which one call cannot ask for. Call without delegating.";
    }

    /// Decides by role and scope. Role first: what the role denies stays hidden whatever the scopes
    /// are.
    static Access of(Caller caller, Need need) {
        if (need.scopes().isEmpty() || !need.roles().contains(caller.role())) {
            return new Hidden("role");
        }
        if (caller.scopes().containsAll(need.scopes())) {
            return new Allowed(Verdict.Ground.NONE);
        }
        return canStepUp(caller) ? new StepUp(need.scopes()) : new Hidden("scope");
    }

    /// Whether the call runs for a person through a client, who can be asked for more scopes.
    private static boolean canStepUp(Caller caller) {
        return switch (caller.credential()) {
            case Caller.Credential.AccessToken token -> token.grant().isPresent();
            case Caller.Credential.Passport _ -> false;
            case Caller.Credential.Key _ -> false;
            case Caller.Credential.Page _ -> false;
        };
    }
}
