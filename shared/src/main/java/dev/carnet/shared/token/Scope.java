package dev.carnet.shared.token;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The scopes of Carnet's own resources. `tools:{toolset}:read|write` is reserved.
public enum Scope {
    READ("carnet:read"),
    WRITE("carnet:write"),
    OPERATE("carnet:operate");

    private final String wire;

    Scope(String wire) {
        this.wire = wire;
    }

    /// The name on the wire.
    public String wire() {
        return wire;
    }

    /// The scope of that wire name.
    public static Optional<Scope> of(String wire) {
        for (Scope scope : values()) {
            if (scope.wire.equals(wire)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /// The scopes named in a space-separated list; unknown names are left out.
    public static Set<Scope> parse(String list) {
        var scopes = EnumSet.noneOf(Scope.class);
        for (String name : list.split(" ", -1)) {
            of(name).ifPresent(scopes::add);
        }
        return scopes;
    }

    /// The space-separated list (RFC 6749 §3.3), in the order of this enum.
    public static String format(Set<Scope> scopes) {
        return new LinkedHashSet<>(
                        EnumSet.copyOf(scopes.isEmpty() ? EnumSet.noneOf(Scope.class) : scopes))
                .stream().map(Scope::wire).collect(Collectors.joining(" "));
    }
}
