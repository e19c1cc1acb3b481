package dev.carnet.mcp.tool;

import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.util.Set;

/// What a caller must have to use something: every one of the scopes, and one of the roles.
public record Need(Set<Scope> scopes, Set<Role> roles) {

    /// Every scope named, and one of the roles.
    public static Need of(Set<Role> roles, Scope... scopes) {
        return new Need(Set.of(scopes), roles);
    }

    /// Reading, for everybody.
    public static Need reading() {
        return of(Role.EVERYBODY, Scope.READ);
    }
}
