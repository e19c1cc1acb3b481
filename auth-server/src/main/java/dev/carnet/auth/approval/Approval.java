package dev.carnet.auth.approval;

import dev.carnet.shared.gate.GateState;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A call that waits for a person, or waited, as one person sees it.
///
/// @param own whether only the person the call runs for can decide
/// @param may whether this person's word counts
/// @param lacksFactor whether they lack the second factor that the workspace demands
/// @param said whether they said yes already
/// @param approvedBy names of those who said yes
/// @param quorum how many it takes
record Approval(
        String workspace,
        String workspaceName,
        String gate,
        boolean own,
        boolean may,
        boolean lacksFactor,
        boolean said,
        GateState state,
        Asked asked,
        Contents contents,
        int version,
        List<String> approvedBy,
        int quorum,
        Optional<String> editedBy,
        Optional<String> decidedBy,
        Instant createdAt,
        Instant expiresAt) {

    /// What was asked, and by whom.
    ///
    /// @param person name and e-mail of the person it runs for; empty when there is none
    /// @param through the clients, agents and keys it came through
    record Asked(
            String person,
            List<String> through,
            String name,
            String server,
            String tool,
            String reason,
            String consequences,
            String schema,
            Effect effect) {}

    /// What such a call does, as it was approved, and where.
    ///
    /// @param toolClass `read`, `write` or `destructive`; empty where it was not kept
    /// @param description what the tool says that it does
    record Effect(
            String toolClass,
            String description,
            boolean repeatable,
            boolean openWorld,
            String serverName,
            String serverAddress) {

        /// As the columns of a gate have it.
        static Effect of(Row row) {
            return new Effect(
                    row.getString("class"),
                    row.getString("description"),
                    row.getBoolean("repeatable"),
                    row.getBoolean("open_world"),
                    row.getString("server_name"),
                    row.getString("server_address"));
        }
    }

    /// What is sealed.
    record Contents(Optional<Buffer> arguments, Optional<Buffer> edited, Optional<Buffer> remark) {}
}
