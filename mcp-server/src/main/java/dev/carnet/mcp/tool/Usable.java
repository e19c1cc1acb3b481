package dev.carnet.mcp.tool;

import io.smallrye.mutiny.Uni;

/// Something a caller may use by name: a tool, a prompt, a resource. All of them pass the same
/// decision and the same record (the journey of a call).
public interface Usable extends Governed {

    /// Whether running it may end its own caller, so that this is no reason to stop it.
    default boolean mayEndCaller() {
        return false;
    }

    /// Runs it once. A refusal or a wrong argument is a {@link ToolResult#failed}; a failure of the
    /// `Uni` is a fault and reaches the client without detail. Cancelled when the call is.
    Uni<Outcome> run(ToolCall call);
}
