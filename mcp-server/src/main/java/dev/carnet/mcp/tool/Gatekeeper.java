package dev.carnet.mcp.tool;

import io.smallrye.mutiny.Uni;
import java.util.function.Function;

/// Holds calls until somebody agreed.
public interface Gatekeeper {

    /// Asks whether this call may run now. Whatever is decided is recorded before it is said.
    Uni<Passage> pass(CallOrder order, Demand demand);

    /// What became of a call at a gate.
    sealed interface Passage {

        /// It may run, now and once.
        ///
        /// @param order the call to run: its arguments may have been edited
        /// @param gate id of the gate, for the entries of the call
        /// @param over takes note of the end, after its entry is durable and before the answer
        record Open(CallOrder order, String gate, Function<Finish, Uni<Void>> over)
                implements Passage {}

        /// It does not run now; this is what the client gets. The record of that is made.
        record Held(Finish finish) implements Passage {}
    }
}
