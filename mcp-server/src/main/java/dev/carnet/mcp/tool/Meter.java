package dev.carnet.mcp.tool;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/// Counts calls against the limits of their workspace. Asked once for each call that role, scope,
/// rules and gates let through, just before it begins.
public interface Meter {

    /// Counts this call, or says that there have been too many. Fails when nobody can count.
    Uni<Metering> take(Viewer viewer, Governed thing);

    /// What counting came to.
    sealed interface Metering {

        /// It is counted, and may begin.
        record Within() implements Metering {}

        /// It is not counted, and may not begin.
        ///
        /// @param limit id of the limit that is used up
        /// @param retryAfter when it may begin at the earliest
        record UsedUp(String limit, Duration retryAfter) implements Metering {}
    }
}
