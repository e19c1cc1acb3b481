package dev.carnet.mcp.tool;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// Runs something until it comes to an end: once, or again with the client's answers for as long as
/// it has questions and the client's revision can be asked while the call runs.
@ApplicationScoped
public class Rounds {

    private final ArgumentCheck arguments;
    private final Screen screen;

    Rounds(ArgumentCheck arguments, Screen screen) {
        this.screen = screen;
        this.arguments = arguments;
    }

    /// The outcome that ends the call.
    Uni<Outcome> run(CallOrder order) {
        Optional<Outcome> wrong = arguments.problems(order.usable(), order.call());
        return wrong.isPresent()
                ? Uni.createFrom().item(wrong.get())
                : round(order, order.call(), 1)
                        .onFailure(Unanswered.class)
                        .recoverWithItem(Rounds::unanswered);
    }

    private Uni<Outcome> round(CallOrder order, ToolCall call, int number) {
        return order.usable()
                .run(call)
                .map(outcome -> Capabilities.bounded(outcome, call))
                .chain(outcome -> next(order, call, outcome, number));
    }

    private Uni<Outcome> next(CallOrder order, ToolCall call, Outcome outcome, int number) {
        if (!(outcome instanceof InputRequired asked) || order.questions().isEmpty()) {
            return Uni.createFrom().item(outcome);
        }
        if (number == Limits.ROUNDS) {
            return Uni.createFrom().item(ToolResult.failed("Too many questions in one call."));
        }
        return screen.screen(order, asked)
                .chain(rest ->
                        rest instanceof InputRequired some
                                ? ask(order, call, some, number)
                                : Uni.createFrom().item(rest));
    }

    /// What the client is asked was looked through first, as whatever ends a call is.
    private Uni<Outcome> ask(CallOrder order, ToolCall call, InputRequired asked, int number) {
        return order.questions()
                .orElseThrow()
                .ask(asked)
                .chain(answers -> round(order, call.answered(answers, asked.state()), number + 1));
    }

    private static Outcome unanswered(Throwable failure) {
        return failure instanceof Unanswered unanswered
                ? ToolResult.failed(unanswered.publicText())
                : ToolResult.failed("No answer.");
    }
}
