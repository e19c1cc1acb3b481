package dev.carnet.auth.authorize;

import dev.carnet.auth.person.Membership;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.shared.token.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a person can choose at consent: one of their workspaces, and of the scopes that were asked
/// for those their role there can use.
///
/// @param here the chosen workspace
/// @param others the rest
/// @param seq the feed sequence before the memberships were read
record Choice(AuthorizeRequest request, Membership here, List<Membership> others, long seq) {

    /// Our own parameter of the authorization request: which workspace the page is about.
    static final String WORKSPACE = "carnet_workspace";

    /// The choice among these memberships; none if there is nothing to choose. An administered
    /// client is offered its own workspace only.
    static Optional<Choice> of(
            AuthorizeRequest request, List<Membership> memberships, String query, long seq) {
        List<Membership> open =
                memberships.stream()
                        .filter(member ->
                                request.client()
                                        .workspace()
                                        .map(member.workspace()::equals)
                                        .orElse(true))
                        .toList();
        String wished = Parameters.parse(query).one(WORKSPACE).orElse("");
        return open.stream()
                .filter(member -> member.workspace().equals(wished))
                .findFirst()
                .or(() -> open.stream().findFirst())
                .map(here -> new Choice(request, here, without(open, here), seq));
    }

    private static List<Membership> without(List<Membership> all, Membership one) {
        return all.stream().filter(member -> !member.equals(one)).toList();
    }

    /// Whether the role can use that scope.
    boolean isAvailable(Scope scope) {
        return Scopes.usableBy(here.role()).contains(scope);
    }

    /// The scopes whose boxes are ticked; a box that was not offered counts for nothing.
    Set<Scope> granted(Parameters form) {
        var granted = EnumSet.noneOf(Scope.class);
        for (Scope scope : request.scopes()) {
            if (isAvailable(scope) && form.one(field(scope)).isPresent()) {
                granted.add(scope);
            }
        }
        return granted;
    }

    /// The name of a scope's box: `scope_read`, `scope_write`, `scope_operate`.
    static String field(Scope scope) {
        return "scope_" + scope.name().toLowerCase(Locale.ROOT);
    }
}
