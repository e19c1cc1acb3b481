package dev.carnet.shared.workspace;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a member may do in a workspace. `auditor` stands aside: it reads everything that is
/// recorded and changes nothing.
public enum Role {
    OWNER(5),
    ADMIN(4),
    OPERATOR(3),
    MEMBER(2),
    VIEWER(1),
    AUDITOR(1);

    private final int rank;

    Role(int rank) {
        this.rank = rank;
    }

    /// Every role.
    public static final Set<Role> EVERYBODY = Set.copyOf(EnumSet.allOf(Role.class));

    /// Those who may change things of their own.
    public static final Set<Role> MEMBERS = Set.of(OWNER, ADMIN, OPERATOR, MEMBER);

    /// Those who run the workspace day by day.
    public static final Set<Role> OPERATORS = Set.of(OWNER, ADMIN, OPERATOR);

    /// Those who decide about people and clients.
    public static final Set<Role> ADMINS = Set.of(OWNER, ADMIN);

    /// Those who may read the audit log.
    public static final Set<Role> AUDITORS = Set.of(OWNER, ADMIN, OPERATOR, AUDITOR);

    /// Whether this role is above the other: owner, admin, operator, member, viewer; an auditor
    /// stands beside the viewer.
    public boolean outranks(Role other) {
        return rank > other.rank;
    }

    /// The name on the wire and in the database.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role of that wire name.
    public static Optional<Role> of(String wire) {
        for (Role role : values()) {
            if (role.wire().equals(wire)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
