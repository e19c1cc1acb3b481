package dev.carnet.mcp.gate;

import dev.carnet.mcp.tool.Demand;
import dev.carnet.shared.gate.GateState;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One call at its gate.
///
/// @param why why it ended, as a code
/// @param version counts edits of the arguments
/// @param escalated whether others are asked, too
record Gate(
        Ask ask,
        GateState state,
        String why,
        int version,
        List<String> approvedBy,
        Optional<String> decidedBy,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> decidedAt,
        Optional<Instant> endedAt,
        boolean escalated,
        Optional<String> run,
        At at,
        Sealed sealed) {

    /// What was asked.
    ///
    /// @param thing `tool`, `prompt` or `resource`
    /// @param toolset the slug of the toolset it was called in; empty at the endpoint itself
    /// @param schema the input schema that edited arguments must fit
    /// @param reach what it does
    /// @param demand what the rule wants
    record Ask(
            String workspace,
            String id,
            Buffer binding,
            Who who,
            String thing,
            String toolset,
            String name,
            String server,
            String tool,
            String pin,
            String schema,
            Reach reach,
            Demand demand) {}

    /// The server it was asked of, as it was registered then; Carnet's own things have none.
    record At(String name, String address) {}

    /// Who asked.
    ///
    /// @param principal whom the gate is bound to
    /// @param person the person the call runs for, if it is one
    /// @param involved people who have a part in the call, so that none of them approves it
    /// @param ties what ends the caller's credential
    /// @param seq the feed number the caller was looked at with
    record Who(
            String principal,
            String subject,
            Optional<String> person,
            List<String> involved,
            List<String> ties,
            long seq) {}

    /// What is kept sealed, as long as it is kept.
    record Sealed(
            Optional<Buffer> arguments,
            Optional<Buffer> edited,
            Optional<Buffer> remark,
            Optional<Buffer> result,
            Optional<Buffer> asked) {}

    String workspace() {
        return ask.workspace();
    }

    String id() {
        return ask.id();
    }
}
