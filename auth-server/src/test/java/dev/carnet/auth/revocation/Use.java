package dev.carnet.auth.revocation;

import dev.carnet.shared.token.Constraint;
import dev.carnet.shared.token.Mandate;
import dev.carnet.shared.token.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// One call that a passport may be for, judged here by the words of the claims alone.
///
/// @param arguments what the call brings, by path
record Use(String service, String scope, String tool, Map<String, String> arguments) {

    static final List<String> SCOPES = List.of("read", "write", "destructive");
    static final List<String> TOOLS = List.of("list", "post", "purge");
    static final List<String> CHANNELS = List.of("general", "gen-2", "private");
    static final List<String> PEOPLE = List.of("ada", "bob");

    /// Every call there is at these services.
    static List<Use> all(List<String> services) {
        var all = new ArrayList<Use>();
        for (String service : services) {
            for (String scope : SCOPES) {
                for (String tool : TOOLS) {
                    all.add(new Use(service, scope, tool, Map.of()));
                    for (String channel : CHANNELS) {
                        all.add(new Use(service, scope, tool, Map.of("channel", channel)));
                        for (String person : PEOPLE) {
                            all.add(
                                    new Use(
                                            service,
                                            scope,
                                            tool,
                                            Map.of("channel", channel, "to.name", person)));
                        }
                    }
                }
            }
        }
        return all;
    }

    boolean isAllowedBy(Mandate mandate) {
        return mandate.services()
                .map(named -> named.stream().anyMatch(this::isAllowedBy))
                .orElse(true);
    }

    private boolean isAllowedBy(Service named) {
        return named.id().equals(service)
                && named.scopes().contains(scope)
                && named.tools().map(tools -> tools.contains(tool)).orElse(true)
                && named.constraints().stream().allMatch(this::holds);
    }

    private boolean holds(Constraint constraint) {
        List<String> values = constraint.values();
        return Optional.ofNullable(arguments.get(constraint.path()))
                .map(given ->
                        switch (constraint.op()) {
                            case EQ, IN -> values.contains(given);
                            case MATCHES -> Pattern.matches(values.getFirst(), given);
                            case STARTS_WITH -> given.startsWith(values.getFirst());
                        })
                .orElse(constraint.optional());
    }
}
