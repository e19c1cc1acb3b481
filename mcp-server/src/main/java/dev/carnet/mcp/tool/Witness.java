package dev.carnet.mcp.tool;

import dev.carnet.shared.audit.Event;
import io.smallrye.mutiny.Uni;

/// Sees every call as it goes, for whoever watches. The journey waits for what it answers, which
/// comes at once unless something was noticed, and never fails.
public interface Witness {

    /// A call was refused, for that reason, and has its entry.
    Uni<Void> refused(CallOrder order, String why, Event entry);

    /// A caller asked for a name that nothing has.
    Uni<Void> unknown(ToolCall call, String name, Event entry);

    /// A call is about to run; its begin entry is durable.
    Uni<Void> begins(CallOrder order, Event begin);

    /// A call came to that, which nobody has been told yet.
    Uni<Void> ran(CallOrder order, Outcome outcome, Event begin);
}
