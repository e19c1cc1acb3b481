package dev.carnet.mcp.policy;

import dev.carnet.mcp.policy.Asker.Facet;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a condition can read. A text that a caller does not have, such as the agent of a person, is
/// empty; what is not known at all is left out, and a condition that reads it fails.
final class Variables {

    /// The name of the arguments.
    static final String ARGS = "args";

    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType TEXTS = ListType.create(SimpleType.STRING);

    private static final List<Variable> ALL =
            List.of(
                    known(
                            ARGS,
                            MapType.create(SimpleType.STRING, SimpleType.DYN),
                            question -> question.arguments().map(Arguments::of)),
                    known("now", SimpleType.TIMESTAMP, question -> Optional.of(question.now())),
                    facet("network.address", Facet.ADDRESS, question -> question.address()),
                    known("trust.credential", TEXT, of(who -> who.credential())),
                    new Variable(
                            "trust.bound",
                            SimpleType.BOOL,
                            Optional.of(Facet.BOUND),
                            question -> question.bound()),
                    known("caller.subject", TEXT, of(who -> who.subject())),
                    known("caller.role", TEXT, of(who -> who.role().wire())),
                    known("caller.agent", TEXT, of(who -> who.agent().orElse(""))),
                    known("caller.client", TEXT, of(who -> who.client().orElse(""))),
                    known("caller.key", TEXT, of(who -> who.key().orElse(""))),
                    facet("caller.person", Facet.PERSON, of(who -> who.person().orElse(""))),
                    facet("caller.intent", Facet.INTENT, of(who -> who.intent().orElse(""))),
                    facet("caller.services", Facet.SERVICE, of(who -> List.copyOf(who.services()))),
                    facet("caller.toolset", Facet.TOOLSET, of(who -> who.toolset().orElse(""))),
                    facet("caller.scopes", Facet.SCOPE, of(who -> List.copyOf(who.scopes()))),
                    facet("caller.actors", Facet.ACTOR, of(who -> who.actors())),
                    known("tool.name", TEXT, question -> Optional.of(question.what().tool())),
                    known(
                            "tool.upstream",
                            TEXT,
                            question -> Optional.of(question.what().upstream().orElse(""))),
                    known(
                            "tool.class",
                            TEXT,
                            question -> Optional.of(question.what().tier().wire())),
                    known("tool.kind", TEXT, question -> Optional.of(question.what().kind())));

    private Variables() {}

    /// One of them.
    ///
    /// @param facet what of a caller it is, if that is not recorded with a call
    private record Variable(
            String name,
            CelType type,
            Optional<Facet> facet,
            Function<Question, ? extends Optional<?>> reading) {}

    private static Variable known(
            String name, CelType type, Function<Question, ? extends Optional<?>> reading) {
        return new Variable(name, type, Optional.empty(), reading);
    }

    private static Variable facet(
            String name, Facet facet, Function<Question, ? extends Optional<?>> reading) {
        boolean several = facet == Facet.SCOPE || facet == Facet.ACTOR || facet == Facet.SERVICE;
        return new Variable(name, several ? TEXTS : TEXT, Optional.of(facet), reading);
    }

    private static Function<Question, Optional<?>> of(Function<Asker, Object> reading) {
        return question -> Optional.of(reading.apply(question.who()));
    }

    /// Every variable with its type.
    static List<CelVarDecl> declarations() {
        return ALL.stream()
                .map(one -> CelVarDecl.newVarDeclaration(one.name(), one.type()))
                .toList();
    }

    /// Whether that is the name of a variable.
    static boolean knows(String name) {
        return ALL.stream().anyMatch(one -> one.name().equals(name));
    }

    /// The values of those variables, as far as they are known.
    static Map<String, Object> of(Question question, Set<String> names) {
        var values = new HashMap<String, Object>();
        for (Variable one : ALL) {
            if (names.contains(one.name())) {
                one.reading().apply(question).ifPresent(value -> values.put(one.name(), value));
            }
        }
        return values;
    }

    /// Whether one of those variables was not recorded of the caller.
    static boolean unrecorded(Set<String> names, Set<Facet> unknown) {
        return ALL.stream()
                .filter(one -> one.facet().filter(unknown::contains).isPresent())
                .anyMatch(one -> names.contains(one.name()));
    }
}
