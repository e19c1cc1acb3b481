package dev.carnet.shared.desk;

import dev.carnet.shared.token.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Scopes as a JSON array.
public final class ScopeList {

    private ScopeList() {}

    /// The scopes of those names; an unknown one is refused, not ignored.
    public static Set<Scope> parse(String pointer, List<String> names) {
        var scopes = EnumSet.noneOf(Scope.class);
        for (String name : names) {
            scopes.add(
                    Scope.of(name)
                            .orElseThrow(() -> Refused.field(pointer, "names an unknown scope")));
        }
        return scopes;
    }

    /// The same, and refused when it is more than those who ask may give.
    public static Set<Scope> parseWithin(String pointer, List<String> names, Set<Scope> most) {
        Set<Scope> scopes = parse(pointer, names);
        if (!most.containsAll(scopes)) {
            throw Refused.field(
                    Refusal.SCOPE_ESCALATION,
                    pointer,
                    "is more than the credential or the agent has");
        }
        return scopes;
    }

    /// The names, in the order of the scopes.
    public static List<String> names(Set<Scope> scopes) {
        return EnumSet.allOf(Scope.class).stream()
                .filter(scopes::contains)
                .map(Scope::wire)
                .toList();
    }
}
