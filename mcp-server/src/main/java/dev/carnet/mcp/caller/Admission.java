package dev.carnet.mcp.caller;

import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.tool.Presented;
import dev.carnet.shared.caller.Caller;

/// What the door says.
public sealed interface Admission {

    /// Come in.
    record Admitted(Caller caller, Presented presented) implements Admission {}

    /// Not now, or not you.
    record TurnedAway(HttpAnswer answer) implements Admission {}
}
