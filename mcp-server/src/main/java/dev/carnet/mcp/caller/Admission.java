package dev.carnet.mcp.caller;

import dev.carnet.mcp.stream.HttpAnswer;
import dev.carnet.mcp.tool.Presented;
import dev.carnet.shared.caller.Caller;
import io.smallrye.mutiny.Uni;

/// What the door says.
public sealed interface Admission {

    /// Come in.
    record Admitted(Caller caller, Presented presented) implements Admission {}

    /// Come in if the proof of the token's key holds: the only kind of caller that has to wait for
    /// an answer of the database.
    record Proving(Uni<Admission> decision) implements Admission {}

    /// Not now, or not you.
    record TurnedAway(HttpAnswer answer) implements Admission {}
}
