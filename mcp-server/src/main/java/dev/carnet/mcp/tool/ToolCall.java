package dev.carnet.mcp.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.shared.caller.Caller;
import java.util.Optional;

/// One run of a tool, as the tool sees it.
///
/// @param viewer who calls, and at which place
/// @param presented the caller's own credential, to be exchanged and never forwarded
/// @param requestId of this HTTP request, for the log and the audit entry
/// @param trace `traceparent` from header or `_meta`
/// @param arguments parsed once; empty when none were sent
/// @param answers the client's answers to an earlier {@link Outcome.InputRequired}, by key
/// @param state what that earlier outcome left, proven to be ours
/// @param capabilities what the client declared it can do
/// @param channel the way back while the tool runs
/// @param decided what let it through, while it runs
public record ToolCall(
        Viewer viewer,
        Presented presented,
        String requestId,
        Optional<String> trace,
        ObjectNode arguments,
        Optional<ObjectNode> answers,
        Optional<ObjectNode> state,
        ObjectNode capabilities,
        Channel channel,
        Optional<Decided> decided) {

    /// A call that nothing is decided about yet.
    public ToolCall(
            Viewer viewer,
            Presented presented,
            String requestId,
            Optional<String> trace,
            ObjectNode arguments,
            Optional<ObjectNode> answers,
            Optional<ObjectNode> state,
            ObjectNode capabilities,
            Channel channel) {
        this(
                viewer,
                presented,
                requestId,
                trace,
                arguments,
                answers,
                state,
                capabilities,
                channel,
                Optional.empty());
    }

    /// Who calls.
    public Caller caller() {
        return viewer.caller();
    }

    /// Whether the client declared that capability, for example `sampling`.
    public boolean declared(String capability) {
        return capabilities.path(capability).isObject();
    }

    /// The same call with other arguments.
    public ToolCall with(ObjectNode others) {
        return changed(others, answers, state, decided);
    }

    /// The same call with other answers, and other state that an earlier round left.
    public ToolCall with(Optional<ObjectNode> given, Optional<ObjectNode> left) {
        return changed(arguments, given, left, decided);
    }

    /// The same call, let through.
    ToolCall with(Decided by) {
        return changed(arguments, answers, state, Optional.of(by));
    }

    /// The same call with another way back.
    ToolCall through(Channel other) {
        return new ToolCall(
                viewer,
                presented,
                requestId,
                trace,
                arguments,
                answers,
                state,
                capabilities,
                other,
                decided);
    }

    private ToolCall changed(
            ObjectNode others,
            Optional<ObjectNode> given,
            Optional<ObjectNode> left,
            Optional<Decided> by) {
        return new ToolCall(
                viewer,
                presented,
                requestId,
                trace,
                others,
                given,
                left,
                capabilities,
                channel,
                by);
    }

    /// The same call with the answers to its questions.
    ToolCall answered(ObjectNode given, Optional<ObjectNode> left) {
        return with(Optional.of(given), left);
    }
}
