package dev.carnet.mcp.tool;

import dev.carnet.mcp.live.Ended;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;

/// How a running call is ended before its result, by whoever comes first: its client, a revocation,
/// the clock, or the end of this process.
public final class Stop {

    private final CompletableFuture<Reason> asked = new CompletableFuture<>();

    /// Why it ends.
    public sealed interface Reason {

        /// The client does not want it any more.
        record Cancelled() implements Reason {}

        /// The credential was withdrawn.
        record Revoked(Ended.Revoked how) implements Reason {}

        /// It took longer than it may.
        record TimedOut() implements Reason {}

        /// This process stops.
        record Closing() implements Reason {}
    }

    /// Ends the call because its client says so.
    public void cancel() {
        asked.complete(new Reason.Cancelled());
    }

    /// Whether the call has been ended.
    public boolean asked() {
        return asked.isDone();
    }

    /// Ends the call because its caller may not go on.
    void end(Ended why) {
        asked.complete(
                switch (why) {
                    case Ended.Revoked revoked -> new Reason.Revoked(revoked);
                    case Ended.Expired expired -> new Reason.TimedOut();
                    case Ended.Closing closing -> new Reason.Closing();
                });
    }

    /// The reason, when there is one.
    Uni<Reason> reason() {
        return Uni.createFrom().completionStage(asked::copy);
    }
}
