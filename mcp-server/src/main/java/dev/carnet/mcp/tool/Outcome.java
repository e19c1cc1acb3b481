package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.message.RpcCode;
import java.util.Map;
import java.util.Optional;

/// What running something once comes to.
public sealed interface Outcome
        permits ToolResult,
                Outcome.InputRequired,
                Outcome.MissingClient,
                Outcome.Started,
                Outcome.Failed {

    /// The client must answer questions first; the same thing is then run again with the answers.
    /// The current revision gets this as a result (MRTR); for an earlier one the questions are sent
    /// as requests on the stream. Modes the client did not declare must not be asked.
    ///
    /// @param questions key → `{"method":"elicitation/create","params":{…}}`
    /// @param state what the tool wants back with the answers, if anything; sealed before it leaves
    record InputRequired(Map<String, ObjectNode> questions, Optional<ObjectNode> state)
            implements Outcome {}

    /// It could not be done, and there is no result that could say so (prompts, resources).
    ///
    /// @param why reason code for the audit log
    record Failed(String why, RpcCode code, String publicText, Optional<JsonNode> data)
            implements Outcome {}

    /// The client lacks a capability without which this cannot be done (-32021).
    record MissingClient(ObjectNode requiredCapabilities) implements Outcome {}

    /// It goes on as a task that the client polls (extension `io.modelcontextprotocol/tasks`). Only
    /// for clients of the current revision that declared it.
    ///
    /// @param task `taskId`, `status`, `createdAt`, …
    record Started(ObjectNode task) implements Outcome {}
}
