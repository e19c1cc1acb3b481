package dev.carnet.mcp.tool;

import io.smallrye.mutiny.Uni;

/// Looks through what something came to, before it is recorded and answered.
public interface Screen {

    /// The same outcome, or what may be told of it.
    Uni<Outcome> screen(CallOrder order, Outcome outcome);
}
