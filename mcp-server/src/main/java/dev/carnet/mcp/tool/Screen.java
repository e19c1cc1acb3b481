package dev.carnet.mcp.tool;

import io.smallrye.mutiny.Uni;

/// Looks through what something came to, before it is recorded and answered.
public interface Screen {

    /// The same outcome, or what may be told of it.
    Uni<Outcome> screen(CallOrder order, Outcome outcome);

    /// The same call, whose client hears only what may be told of what an upstream says while it
    /// works.
    default CallOrder hearing(CallOrder order) {
        return order;
    }

    /// Once everything that was said meanwhile is told or held back, and that something was is
    /// recorded.
    ///
    /// @param order from {@link #hearing}
    default Uni<Void> heard(CallOrder order) {
        return Uni.createFrom().voidItem();
    }
}
