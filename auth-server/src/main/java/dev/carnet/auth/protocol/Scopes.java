package dev.carnet.auth.protocol;

import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The `scope` parameter (RFC 6749 §3.3): bounded before it is looked at. Names of other systems
/// (`openid`, `email`) are passed over, as §3.3 allows; if nothing of ours is left, it is refused.
public final class Scopes {

    /// What a request asks for that names nothing.
    public static final Set<Scope> DEFAULT = Set.of(Scope.READ, Scope.WRITE);

    /// The wish for a refresh token (OpenID Connect Core §11). Clients that list the grant get one
    /// anyway, so it changes nothing, is offered nowhere, and is no reason to refuse anybody.
    private static final String OFFLINE = "offline_access";

    private Scopes() {}

    /// The scopes a request names, if it names any; a blank value names none.
    public static Optional<Set<Scope>> asked(Parameters parameters) {
        return parameters.one("scope").filter(Scopes::namesAny).map(Scopes::parse);
    }

    private static boolean namesAny(String list) {
        List<String> names = List.of(list.strip().split(" +", -1));
        return !list.isBlank() && (!names.contains(OFFLINE) || !Scope.parse(list).isEmpty());
    }

    /// The scopes of ours in a list.
    public static Set<Scope> parse(String list) {
        if (list.length() > Limits.SCOPE_CHARACTERS) {
            throw Refusal.of(ErrorCode.INVALID_SCOPE, "The scope is too long.");
        }
        Set<Scope> known = Scope.parse(list);
        if (known.isEmpty()) {
            throw Refusal.of(ErrorCode.INVALID_SCOPE, "No such scope is known here.");
        }
        return known;
    }

    /// The narrower scopes a request names within what it may have, or all of that: never wider
    /// (RFC 6749 §6).
    public static Set<Scope> within(Set<Scope> allowed, Parameters parameters) {
        Set<Scope> wanted = asked(parameters).orElse(allowed);
        if (!allowed.containsAll(wanted)) {
            throw Refusal.of(ErrorCode.INVALID_SCOPE, "The scope exceeds what was granted.");
        }
        return wanted;
    }

    /// The scopes a role can use at all; the rest is not even offered. Whoever only looks on may
    /// still write one thing, a key of their own.
    public static Set<Scope> usableBy(Role role) {
        return Role.MEMBERS.contains(role)
                ? EnumSet.allOf(Scope.class)
                : EnumSet.of(Scope.READ, Scope.WRITE);
    }

    /// What two sets have in common.
    public static Set<Scope> common(Set<Scope> one, Set<Scope> other) {
        var both = EnumSet.noneOf(Scope.class);
        both.addAll(one);
        both.retainAll(other);
        return both;
    }
}
