package dev.carnet.mcp.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.tool.Finish;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// The runs of approved calls in this process. A run that this process forgets, or that dies with
/// it, is not renewed any more and ends as `unknown` at whichever replica looks first.
@ApplicationScoped
public class Runs {

    private static final Logger LOG = Logger.getLogger(Runs.class);

    private final Gates gates;
    private final GateStore store;
    private final Clock clock;
    private final Set<String> live = ConcurrentHashMap.newKeySet();

    Runs(Gates gates, GateStore store, Clock clock) {
        this.gates = gates;
        this.store = store;
        this.clock = clock;
    }

    /// Begins the one run; empty when somebody else did, or it may not run any more.
    Uni<Optional<String>> begin(Gate gate, Caller caller) {
        String run = Ids.fresh("run");
        live.add(run);
        return gates.begin(gate, caller, run)
                .onFailure()
                .invoke(() -> live.remove(run))
                .map(begun -> kept(run, begun));
    }

    /// Goes on with a run that was waiting for its client's answers.
    Uni<Optional<String>> resume(Gate gate, String before) {
        String run = Ids.fresh("run");
        live.add(run);
        return gates.resume(gate, before, run)
                .onFailure()
                .invoke(() -> live.remove(run))
                .map(begun -> kept(run, begun));
    }

    private Optional<String> kept(String run, boolean begun) {
        if (!begun) {
            live.remove(run);
        }
        return Optional.of(run).filter(_ -> begun);
    }

    /// Takes note of how a run ended. That cannot fail any more: its client has its answer, and a
    /// row that could not be written ends as `unknown`.
    ///
    /// @param keeps whether its result is kept for who asks again
    Uni<Void> over(Gate gate, Caller caller, String run, Finish finish, boolean keeps) {
        return noted(gate, caller, run, finish, keeps)
                .onFailure()
                .invoke(fault ->
                        LOG.warnf("The end of gate %s could not be kept: %s", gate.id(), fault))
                .onFailure()
                .recoverWithNull()
                .onTermination()
                .invoke(() -> live.remove(run));
    }

    private Uni<Void> noted(Gate gate, Caller caller, String run, Finish finish, boolean keeps) {
        if (!(finish instanceof Finish.Done done)) {
            return ended(gate, caller, run, "unknown", Optional.empty());
        }
        return switch (done.outcome()) {
            case ToolResult result ->
                    ended(
                            gate,
                            caller,
                            run,
                            result.failed() ? "failed" : "done",
                            keeps ? kept(result.members()) : Optional.empty());
            case Outcome.InputRequired asked ->
                    gates.asks(gate, run, Optional.empty(), Inquiry.of(asked)).replaceWithVoid();
            case Outcome.MissingClient _, Outcome.Started _, Outcome.Failed _ ->
                    ended(gate, caller, run, "failed", Optional.empty());
        };
    }

    private Uni<Void> ended(
            Gate gate, Caller caller, String run, String state, Optional<String> result) {
        return gates.end(gate, caller, run, state, result).replaceWithVoid();
    }

    /// A result that is not too long to be kept.
    private static Optional<String> kept(ObjectNode members) {
        return Optional.of(members.toString())
                .filter(text -> text.length() <= Limits.GATE_RESULT_CHARACTERS);
    }

    /// Keeps what runs here from being given up for lost.
    Uni<Void> renew() {
        List<String> runs = List.copyOf(live);
        return runs.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.renew(runs, Limits.GATE_LEASE, clock.instant());
    }
}
