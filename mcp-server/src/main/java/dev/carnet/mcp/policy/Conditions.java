package dev.carnet.mcp.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.carnet.mcp.limit.Limits;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Compiles conditions. The language is CEL with its standard functions and macros, and one
/// function of ours: `network.address.within('10.0.0.0/8')`. Regular expressions are RE2's, which
/// take linear time. Expressions are bounded in size and depth, loops in steps, and every run by
/// its {@link Cost}.
final class Conditions {

    private static final CelOptions OPTIONS =
            CelOptions.current()
                    .enableReservedIds(true)
                    .maxExpressionCodePointSize(Limits.CONDITION_CHARACTERS)
                    .maxParseRecursionDepth(Limits.CONDITION_DEPTH)
                    .comprehensionMaxIterations(Limits.CONDITION_STEPS)
                    .maxRegexProgramSize(Limits.CONDITION_PATTERN)
                    .enableHeterogeneousNumericComparisons(true)
                    .errorOnIntWrap(true)
                    .errorOnDuplicateMapKeys(true)
                    .build();

    private static final CelCompiler COMPILER =
            CelCompilerFactory.standardCelCompilerBuilder()
                    .setOptions(OPTIONS)
                    .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                    .addVarDeclarations(Variables.declarations())
                    .addFunctionDeclarations(
                            CelFunctionDecl.newFunctionDeclaration(
                                    "within",
                                    CelOverloadDecl.newMemberOverload(
                                            "string_within_string",
                                            SimpleType.BOOL,
                                            SimpleType.STRING,
                                            SimpleType.STRING)))
                    .setResultType(SimpleType.BOOL)
                    .build();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .addFunctionBindings(
                            CelFunctionBinding.from(
                                    "string_within_string",
                                    String.class,
                                    String.class,
                                    Networks::within))
                    .build();

    private static final Cache<String, Compiled> LATELY =
            Caffeine.newBuilder().maximumSize(Limits.CONDITIONS_AT_HAND).build();

    private Conditions() {}

    /// What became of a text.
    sealed interface Compiled {

        /// It is a condition.
        record Fine(Condition condition) implements Compiled {}

        /// It is none.
        record Wrong(List<Flaw> flaws) implements Compiled {}
    }

    /// What is wrong with a text, and where. Lines and columns begin at 1.
    record Flaw(int line, int column, String text) {

        /// For the author.
        String told() {
            return "line %d, column %d: %s".formatted(line, column, text);
        }
    }

    /// Whether that condition holds. One that does not compile, which was refused when it was saved
    /// unless the language has changed since, fails.
    static Match match(String source, Question question) {
        return switch (compile(source)) {
            case Compiled.Fine(Condition condition) -> condition.match(question);
            case Compiled.Wrong wrong -> new Match.Failed(wrong.flaws().getFirst().told());
        };
    }

    /// Compiles and type-checks; what was compiled lately is still at hand.
    static Compiled compile(String source) {
        return LATELY.get(source, Conditions::compileAnew);
    }

    private static Compiled compileAnew(String source) {
        var checked = COMPILER.compile(source);
        if (checked.hasError()) {
            return new Compiled.Wrong(checked.getErrors().stream().map(Conditions::flaw).toList());
        }
        try {
            CelAbstractSyntaxTree tree = checked.getAst();
            List<Flaw> flaws = flaws(tree);
            return flaws.isEmpty()
                    ? new Compiled.Fine(
                            new Condition(source, variables(tree), RUNTIME.createProgram(tree)))
                    : new Compiled.Wrong(flaws);
        } catch (CelValidationException | CelEvaluationException wrong) {
            return new Compiled.Wrong(List.of(new Flaw(1, 1, String.valueOf(wrong.getMessage()))));
        }
    }

    private static Flaw flaw(CelIssue issue) {
        var place = issue.getSourceLocation();
        return new Flaw(
                Math.max(place.getLine(), 1),
                Math.max(place.getColumn(), 0) + 1,
                issue.getMessage());
    }

    /// The variables that are read, by the references the type check found.
    private static Set<String> variables(CelAbstractSyntaxTree tree) {
        return tree.getReferenceMap().values().stream()
                .map(reference -> reference.name())
                .filter(Variables::knows)
                .collect(Collectors.toUnmodifiableSet());
    }

    /// What the type check lets through and we do not.
    private static List<Flaw> flaws(CelAbstractSyntaxTree tree) {
        var flaws = new ArrayList<Flaw>();
        CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.CALL)
                .forEach(node -> objection(tree, node).ifPresent(flaws::add));
        return flaws;
    }

    private static Optional<Flaw> objection(CelAbstractSyntaxTree tree, CelNavigableExpr node) {
        CelExpr expression = node.expr();
        return switch (expression.call().function()) {
            case "matches" ->
                    constant(expression.call())
                            .flatMap(Conditions::badPattern)
                            .map(text -> at(tree, node, text));
            case "within" ->
                    constant(expression.call())
                            .filter(network -> !Networks.is(network))
                            .map(network -> at(tree, node, network + " is no network"));
            default -> Optional.empty();
        };
    }

    private static Flaw at(CelAbstractSyntaxTree tree, CelNavigableExpr node, String text) {
        return tree.getSource()
                .getOffsetLocation(tree.getSource().getPositionsMap().getOrDefault(node.id(), 0))
                .map(place -> new Flaw(place.getLine(), place.getColumn() + 1, text))
                .orElseGet(() -> new Flaw(1, 1, text));
    }

    /// The last argument, if it is written out.
    private static Optional<String> constant(CelExpr.CelCall call) {
        return call.args().stream()
                .reduce((one, other) -> other)
                .filter(last -> last.getKind() == Kind.CONSTANT)
                .map(CelExpr::constant)
                .filter(value -> value.getKind() == CelConstant.Kind.STRING_VALUE)
                .map(CelConstant::stringValue);
    }

    private static Optional<String> badPattern(String pattern) {
        try {
            int size = Pattern.compile(pattern).programSize();
            return size > Limits.CONDITION_PATTERN
                    ? Optional.of("the regular expression is too large")
                    : Optional.empty();
        } catch (PatternSyntaxException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
    }
}
