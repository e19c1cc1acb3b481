package dev.carnet.mcp.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// One use of something an upstream offers.
///
/// @param answers of the client to an earlier {@link Reply.Asked}: key → its result
/// @param state what that reply left
public record Use(Act act, Optional<ObjectNode> answers, Optional<ObjectNode> state) {

    /// For the first time.
    public static Use of(Act act) {
        return new Use(act, Optional.empty(), Optional.empty());
    }

    /// What is done, in the upstream's own names.
    public sealed interface Act {

        /// `tools/call`.
        ///
        /// @param inputSchema as it was approved: it says which arguments are headers, too
        record Call(String tool, ObjectNode inputSchema, ObjectNode arguments) implements Act {}

        /// `prompts/get`.
        record Get(String prompt, ObjectNode arguments) implements Act {}

        /// `resources/read`.
        record Read(String uri) implements Act {}

        /// `completion/complete`: the request's parameters as they are, in the upstream's names.
        record Complete(ObjectNode params) implements Act {}
    }
}
