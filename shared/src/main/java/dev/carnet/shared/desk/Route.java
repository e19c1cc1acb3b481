package dev.carnet.shared.desk;

import dev.carnet.shared.token.Scope;
import dev.carnet.shared.workspace.Role;
import java.util.Set;

/// One line of the table of routes.
///
/// @param template the path below `/api/v1`, with `{name}` for a segment that varies
public record Route(String method, String template, Access access) {

    /// What a caller must bring.
    public sealed interface Access {

        /// Nothing; such a route is rate-limited per address instead.
        record Open() implements Access {}

        /// A passport, or the word of who asks for one, in the body: the endpoint judges it, and
        /// counts what does not hold.
        record Held() implements Access {}

        /// A scope in the credential, and one of these roles at this moment.
        record Needs(Scope scope, Set<Role> roles) implements Access {}
    }

    /// A route that needs this scope, and one of these roles.
    public static Route needs(String method, String template, Scope scope, Set<Role> roles) {
        return new Route(method, template, new Access.Needs(scope, roles));
    }

    /// A route that needs nothing.
    public static Route open(String method, String template) {
        return new Route(method, template, new Access.Open());
    }

    /// A route that needs what its body holds.
    public static Route held(String method, String template) {
        return new Route(method, template, new Access.Held());
    }

    /// Whether a path below `/api/v1` has the form of this route.
    boolean fits(String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            boolean varies = wanted[i].startsWith("{");
            if (varies ? given[i].isEmpty() : !wanted[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    /// The name of this route in cursors and idempotency rows.
    public String name() {
        return method + " " + template;
    }
}
