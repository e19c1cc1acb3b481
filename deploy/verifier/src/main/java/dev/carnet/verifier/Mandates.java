package dev.carnet.verifier;

import dev.carnet.verifier.Passport.Ancestor;
import dev.carnet.verifier.Passport.Constraint;
import dev.carnet.verifier.Passport.Service;
import dev.carnet.verifier.Verdict.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads what a passport is for. A word that is not known might narrow it, so it is refused.
final class Mandates {

    private static final int DEEPEST = 4;
    private static final Set<String> MORE =
            Set.of(
                    "mode",
                    "interval",
                    "intent_services",
                    "services",
                    "line",
                    "parent",
                    "depth",
                    "chain");

    private Mandates() {}

    static Set<String> with(Set<String> own) {
        return Stream.concat(own.stream(), MORE.stream()).collect(Collectors.toUnmodifiableSet());
    }

    static Passport passport(Claims claims, Claims own, Set<String> known) throws Rejected {
        own.only(known);
        String mode = own.optional("mode").orElse("standard");
        demand(Set.of("standard", "logged", "enforced").contains(mode), "another mode");
        demand(claims.text("sub").equals(own.text("agent")), "another subject than its agent");
        return new Passport(
                claims.text("jti"),
                own.optional("line").orElse(claims.text("jti")),
                own.text("ws"),
                own.text("agent"),
                own.text("owner"),
                own.text("session"),
                Set.of(claims.text("scope").split(" ", -1)),
                mode,
                own.optional("intent"),
                own.texts("intent_services"),
                own.has("services") ? Optional.of(services(own)) : Optional.empty(),
                chain(own),
                claims.time("iat"),
                claims.time("exp"));
    }

    private static List<Ancestor> chain(Claims own) throws Rejected {
        var chain = new ArrayList<Ancestor>();
        for (Object one : own.list("chain")) {
            Claims ancestor = Claims.of(one, "chain");
            ancestor.only(Set.of("id", "agent", "owner"));
            chain.add(
                    new Ancestor(
                            ancestor.text("id"), ancestor.text("agent"), ancestor.text("owner")));
        }
        long depth = own.has("depth") ? own.number("depth") : 0;
        demand(depth == chain.size() && depth <= DEEPEST, "depth and chain differ");
        Optional<String> parent =
                chain.isEmpty() ? Optional.empty() : Optional.of(chain.getLast().line());
        demand(own.optional("parent").equals(parent), "parent and chain differ");
        return List.copyOf(chain);
    }

    private static List<Service> services(Claims own) throws Rejected {
        var services = new ArrayList<Service>();
        for (Object one : own.list("services")) {
            services.add(service(Claims.of(one, "services")));
        }
        return List.copyOf(services);
    }

    private static Service service(Claims said) throws Rejected {
        said.only(Set.of("id", "name", "scopes", "tools", "constraints", "mode"));
        Set<String> scopes = new LinkedHashSet<>(said.texts("scopes"));
        demand(Set.of("read", "write", "destructive").containsAll(scopes), "another scope");
        String mode = said.optional("mode").orElse("proxy");
        demand(Set.of("proxy", "direct").contains(mode), "another mode of a service");
        var constraints = new ArrayList<Constraint>();
        for (Object one : said.list("constraints")) {
            constraints.add(constraint(Claims.of(one, "constraints")));
        }
        return new Service(
                said.text("id"),
                said.text("name"),
                scopes,
                said.has("tools")
                        ? Optional.of(new LinkedHashSet<>(said.texts("tools")))
                        : Optional.empty(),
                List.copyOf(constraints),
                mode.equals("direct"));
    }

    private static Constraint constraint(Claims said) throws Rejected {
        said.only(Set.of("path", "op", "values", "optional"));
        String op = said.text("op");
        demand(Set.of("eq", "in", "matches", "starts_with").contains(op), "another operator");
        return new Constraint(said.text("path"), op, said.texts("values"), said.flag("optional"));
    }

    private static void demand(boolean holds, String otherwise) throws Rejected {
        Rejected.unless(holds, Reason.MALFORMED, otherwise);
    }
}
