package dev.carnet.auth.revocation;

import dev.carnet.auth.revocation.ReachStore.Target;
import dev.carnet.shared.desk.ApiCall;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.workspace.Role;

/// Who may revoke what: operators everything, members what is theirs. A whole person only by
/// somebody of a higher role, by an owner, or by themselves, and everything of a workspace only by
/// an owner.
final class Reach {

    private Reach() {}

    static void demand(ApiCall call, RevocationType type, Target target) {
        boolean own = target.owner().filter(call::isPerson).isPresent();
        Role role = call.caller().role();
        if (type == RevocationType.WORKSPACE && role != Role.OWNER) {
            throw Refused.role("Only an owner revokes everything of a workspace.");
        }
        boolean reaches = own || (Role.OPERATORS.contains(role) && outranks(role, target));
        if (!reaches) {
            throw Refused.role(
                    type == RevocationType.MEMBER
                            ? "Only a higher role may revoke a whole person."
                            : "Only operators revoke what is not their own.");
        }
    }

    private static boolean outranks(Role role, Target target) {
        return role == Role.OWNER
                || target.role().map(theirs -> role.outranks(theirs)).orElse(true);
    }
}
