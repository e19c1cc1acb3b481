package dev.carnet.auth.authorize;

import dev.carnet.auth.person.Membership;
import dev.carnet.auth.protocol.Parameters;
import dev.carnet.auth.protocol.Scopes;
import dev.carnet.auth.protocol.ToolsetPlace;
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
public record Choice<W extends Wish>(
        W request, Membership here, List<Membership> others, long seq) {

    /// Our own parameter of the authorization request: which workspace the page is about.
    public static final String WORKSPACE = "carnet_workspace";

    /// The choice among these memberships; none if there is nothing to choose. An administered
    /// client is offered its own workspace only. Where nothing is wished, a workspace that is open
    /// to the person comes before one that demands a factor they lack.
    public static <W extends Wish> Optional<Choice<W>> of(
            W request, List<Membership> memberships, String query, long seq) {
        List<Membership> open =
                memberships.stream()
                        .filter(member ->
                                request.client()
                                        .workspace()
                                        .map(member.workspace()::equals)
                                        .orElse(true))
                        .filter(member ->
                                request.toolset()
                                        .map(ToolsetPlace::workspace)
                                        .map(member.workspace()::equals)
                                        .orElse(true))
                        .toList();
        String wished = Parameters.parse(query).one(WORKSPACE).orElse("");
        return open.stream()
                .filter(member -> member.workspace().equals(wished))
                .findFirst()
                .or(() -> open.stream().filter(member -> !member.lacksFactor()).findFirst())
                .or(() -> open.stream().findFirst())
                .map(here -> new Choice<>(request, here, without(open, here), seq));
    }

    private static List<Membership> without(List<Membership> all, Membership one) {
        return all.stream().filter(member -> !member.equals(one)).toList();
    }

    /// Whether the role can use that scope.
    boolean isAvailable(Scope scope) {
        return Scopes.usableBy(here.role()).contains(scope);
    }

    /// The scopes whose boxes are ticked; a box that was not offered counts for nothing.
    public Set<Scope> granted(Parameters form) {
        var granted = EnumSet.noneOf(Scope.class);
        for (Scope scope : request.scopes()) {
            if (isAvailable(scope) && form.one(field(scope)).isPresent()) {
                granted.add(scope);
            }
        }
        return granted;
    }

    /// A scope to tick.
    ///
    /// @param field the name of the box
    /// @param available whether the person's role can use it at all
    public record Box(String field, String scope, boolean available) {}

    /// The boxes, in the order of the scopes.
    public List<Box> boxes() {
        return EnumSet.copyOf(request.scopes()).stream()
                .map(scope -> new Box(field(scope), scope.wire(), isAvailable(scope)))
                .toList();
    }

    /// The name of a scope's box: `scope_read`, `scope_write`, `scope_operate`.
    static String field(Scope scope) {
        return "scope_" + scope.name().toLowerCase(Locale.ROOT);
    }
}
