package dev.carnet.mcp.pin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.carnet.mcp.tool.ToolClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One thing an upstream offers, as it was approved and as it was last seen.
///
/// @param alias its name at the whole gateway, once it was approved
/// @param toolClass as an operator set it
/// @param flags what looked suspicious when it was last seen
public record Pin(
        String id,
        String serverId,
        Kind kind,
        String name,
        State state,
        Optional<ToolClass> toolClass,
        Optional<String> alias,
        Optional<Definition> approved,
        Optional<Instant> approvedAt,
        Definition seen,
        Instant seenAt,
        ArrayNode flags,
        Instant createdAt) {

    /// What approving it would change: nothing when nothing was approved before.
    Difference difference() {
        return approved.map(old -> Difference.between(old.json(), seen.json()))
                .orElseGet(() -> new Difference(List.of()));
    }
}
