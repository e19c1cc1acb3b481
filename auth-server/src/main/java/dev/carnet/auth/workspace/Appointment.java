package dev.carnet.auth.workspace;

import dev.carnet.shared.workspace.Role;
import java.util.Optional;

/// Who may give whom which role. Nobody grants, takes or changes a role that is not below their
/// own; only owners deal with owners, and make one only right after a sign-in. Everybody may leave.
///
/// @param by the role of who decides
/// @param from the role the person has, if any
/// @param to the role the person shall have, if any
/// @param owners how many owners the workspace has now
/// @param manner whom it is about, and how sure we are of who decides
record Appointment(Role by, Optional<Role> from, Optional<Role> to, int owners, Manner manner) {

    /// How somebody decides.
    enum Manner {
        /// About themselves.
        OWN,
        /// About somebody else, with a token or a key.
        OTHERS,
        /// About somebody else, on a page, right after signing in.
        OTHERS_FRESH
    }

    /// What becomes of it.
    enum Verdict {
        ALLOWED,
        NOT_BELOW_OWN_ROLE,
        LAST_OWNER,
        NEEDS_FRESH_SIGN_IN
    }

    Verdict verdict() {
        boolean leaves = manner == Manner.OWN && to.isEmpty();
        if (!leaves && !(reaches(from) && reaches(to))) {
            return Verdict.NOT_BELOW_OWN_ROLE;
        }
        if (losesOwner() && owners <= 1) {
            return Verdict.LAST_OWNER;
        }
        return makesOwner() && manner != Manner.OTHERS_FRESH
                ? Verdict.NEEDS_FRESH_SIGN_IN
                : Verdict.ALLOWED;
    }

    private boolean reaches(Optional<Role> role) {
        return role.isEmpty() || by == Role.OWNER || by.outranks(role.get());
    }

    private boolean losesOwner() {
        return isOwner(from) && !isOwner(to);
    }

    private boolean makesOwner() {
        return isOwner(to) && !isOwner(from);
    }

    private static boolean isOwner(Optional<Role> role) {
        return role.equals(Optional.of(Role.OWNER));
    }
}
