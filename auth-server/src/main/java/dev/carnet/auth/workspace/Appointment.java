package dev.carnet.auth.workspace;

import dev.carnet.shared.workspace.Role;
import java.util.Optional;

/// Who may give whom which role. Nobody grants, takes or changes a role that is not below their
/// own; only owners deal with owners.
///
/// @param by the role of who decides
/// @param from the role the person has, if any
/// @param to the role the person shall have, if any
/// @param owners how many owners the workspace has now
record Appointment(Role by, Optional<Role> from, Optional<Role> to, int owners) {

    /// What becomes of it.
    enum Verdict {
        ALLOWED,
        NOT_BELOW_OWN_ROLE,
        LAST_OWNER
    }

    Verdict verdict() {
        if (!(reaches(from) && reaches(to))) {
            return Verdict.NOT_BELOW_OWN_ROLE;
        }
        return losesOwner() && owners <= 1 ? Verdict.LAST_OWNER : Verdict.ALLOWED;
    }

    private boolean reaches(Optional<Role> role) {
        return role.isEmpty() || by == Role.OWNER || by.compareTo(role.get()) < 0;
    }

    private boolean losesOwner() {
        return from.equals(Optional.of(Role.OWNER)) && !to.equals(Optional.of(Role.OWNER));
    }
}
