package dev.carnet.mcp.tool;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.token.Scope;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// The one decision of `tools/list` and `tools/call` alike: what this caller may do with something
/// that has this need. Anything unforeseen hides.
public sealed interface Access {

    /// Listed, and may be used.
    record Allowed() implements Access {}

    /// Listed, so that the client can ask the person for more (step-up); using it is a 403.
    ///
    /// @param scopes every scope the use needs, whether the caller has it or not
    record StepUp(Set<Scope> scopes) implements Access {}

    /// Not listed, and unknown when used.
    ///
    /// @param why reason code for the audit log only
    record Hidden(String why) implements Access {}

    /// Decides about something that says its need itself; one that cannot is hidden.
    static Access to(Caller caller, Supplier<Need> need) {
        try {
            return of(caller, need.get());
        } catch (RuntimeException bug) {
            Logger.getLogger(Access.class).error("A need could not be told, so it is hidden", bug);
            return new Hidden("fault");
        }
    }

    /// Decides. Role first: what the role denies stays hidden whatever the scopes are.
    static Access of(Caller caller, Need need) {
        if (need.scopes().isEmpty() || !need.roles().contains(caller.role())) {
            return new Hidden("role");
        }
        if (caller.scopes().containsAll(need.scopes())) {
            return new Allowed();
        }
        return canStepUp(caller) ? new StepUp(need.scopes()) : new Hidden("scope");
    }

    /// Whether the call runs for a person through a client, who can be asked for more scopes.
    private static boolean canStepUp(Caller caller) {
        return switch (caller.credential()) {
            case Caller.Credential.AccessToken token -> token.grant().isPresent();
            case Caller.Credential.Passport passport -> false;
            case Caller.Credential.Key key -> false;
            case Caller.Credential.Page page -> false;
        };
    }
}
