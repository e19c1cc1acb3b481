package dev.carnet.mcp.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Set;

/// The `when` of a rule, compiled and type-checked once. Evaluating it costs at most what {@link
/// Conditions} allows, and touches nothing outside.
///
/// @param source as the author wrote it
/// @param variables of {@link Variables} that it reads
public record Condition(String source, Set<String> variables, CelRuntime.Program program) {

    /// Whether it holds. Without arguments, one that reads them might; one that reads what is not
    /// known of a recorded caller might, too.
    Match match(Question question) {
        if (question.arguments().isEmpty() && variables.contains(Variables.ARGS)) {
            return new Match.Might("arguments");
        }
        if (Variables.unrecorded(variables, question.who().unknown())) {
            return new Match.Might("caller");
        }
        if (tooLarge(question)) {
            return new Match.Failed("the arguments are too large for a condition");
        }
        return evaluate(question);
    }

    private boolean tooLarge(Question question) {
        return variables.contains(Variables.ARGS)
                && question.arguments().filter(this::tooLarge).isPresent();
    }

    private boolean tooLarge(ObjectNode arguments) {
        return Arguments.largerThan(Limits.CONDITION_ARGUMENTS, arguments);
    }

    private Match evaluate(Question question) {
        var values = Variables.of(question, variables);
        for (String name : variables) {
            if (!values.containsKey(name)) {
                return new Match.Failed(name + " is not known");
            }
        }
        try {
            return switch (program.trace(values, new Cost())) {
                case Boolean held -> held ? new Match.Fits() : new Match.Unfit("when");
                default -> new Match.Failed("the result is neither true nor false");
            };
        } catch (CelEvaluationException wrong) {
            return new Match.Failed(said(wrong));
        }
    }

    /// The library's own words without its prefix; they name members, never values.
    private static String said(CelEvaluationException wrong) {
        String message = String.valueOf(wrong.getMessage());
        return message.replaceFirst("^evaluation error at <input>:(\\d+): ", "at character $1: ");
    }
}
