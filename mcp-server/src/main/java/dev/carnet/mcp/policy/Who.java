package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.Asker.Facet;
import dev.carnet.shared.workspace.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which callers a rule is about. An empty set does not narrow; sets narrow together; within a set
/// one member suffices.
///
/// @param people for whom the call runs, also through an agent or personal key of theirs
/// @param credentials `access`, `passport`, `key`, `page`
/// @param scopes of which the credential has one
/// @param intents of passports, letter by letter
/// @param services of which the passport names one, by the server's id or name
/// @param actors of whom one acts for the subject
/// @param toolsets at whose address the caller is, or by way of which they have the thing wherever
///   they use it
public record Who(
        Set<Role> roles,
        Set<String> people,
        Set<String> agents,
        Set<String> clients,
        Set<String> keys,
        Set<String> credentials,
        Set<String> scopes,
        Set<String> intents,
        Set<String> services,
        Set<String> actors,
        Set<String> toolsets) {

    /// Everybody.
    static final Who ANYBODY =
            new Who(
                    Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(),
                    Set.of(), Set.of(), Set.of());

    /// Whether the rule is about that caller.
    Fit fits(Asker asker) {
        return Fit.all(
                List.of(
                        Fit.of(roles.isEmpty() || roles.contains(asker.role())),
                        among(people, asker.person(), asker, Facet.PERSON),
                        Fit.of(agents.isEmpty() || in(agents, asker.agent())),
                        Fit.of(clients.isEmpty() || in(clients, asker.client())),
                        Fit.of(keys.isEmpty() || in(keys, asker.key())),
                        Fit.of(credentials.isEmpty() || credentials.contains(asker.credential())),
                        some(scopes, asker.scopes(), asker, Facet.SCOPE),
                        among(intents, asker.intent(), asker, Facet.INTENT),
                        some(services, asker.services(), asker, Facet.SERVICE),
                        some(actors, asker.actors(), asker, Facet.ACTOR),
                        some(toolsets, asker.toolsets(), asker, Facet.TOOLSET)));
    }

    private static Fit among(Set<String> named, Optional<String> value, Asker asker, Facet facet) {
        return some(named, value.stream().toList(), asker, facet);
    }

    private static Fit some(Set<String> named, Iterable<String> values, Asker asker, Facet facet) {
        if (named.isEmpty()) {
            return Fit.YES;
        }
        for (String value : values) {
            if (named.contains(value)) {
                return Fit.YES;
            }
        }
        return asker.unknown().contains(facet) ? Fit.MIGHT : Fit.NO;
    }

    private static boolean in(Set<String> named, Optional<String> value) {
        return value.filter(named::contains).isPresent();
    }
}
