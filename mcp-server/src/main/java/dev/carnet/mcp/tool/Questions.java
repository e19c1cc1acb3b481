package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;

/// How an earlier revision asks its client while the call runs. In the current revision nobody
/// asks: the questions are the result.
@FunctionalInterface
public interface Questions {

    /// Asks, and waits for all answers (key → the client's result).
    Uni<ObjectNode> ask(Outcome.InputRequired questions);
}
