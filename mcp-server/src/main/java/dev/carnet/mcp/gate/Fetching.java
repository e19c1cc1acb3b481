package dev.carnet.mcp.gate;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.CallJourney;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Finish;
import dev.carnet.mcp.tool.Stop;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.Tools;
import dev.carnet.shared.gate.GateSeal.Part;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Runs an approved call for whoever asked for it and now only names its gate. It goes the whole
/// journey of a call, decision and entries and all, with the arguments that were kept.
@ApplicationScoped
public class Fetching {

    private final Tools tools;
    private final CallJourney journey;
    private final Gates gates;
    private final Runs runs;

    Fetching(Tools tools, CallJourney journey, Gates gates, Runs runs) {
        this.tools = tools;
        this.journey = journey;
        this.gates = gates;
        this.runs = runs;
    }

    /// Runs it.
    ///
    /// @param asking the call that names the gate
    /// @param stop ends the run before its result
    Uni<Finish> run(Gate gate, ToolCall asking, Stop stop) {
        return tools.tool(asking.viewer(), gate.ask().name())
                .map(tool -> run(gate, tool, asking, stop))
                .orElseGet(() ->
                        gates.withdraw(gate, asking.caller(), "changed")
                                .replaceWith(new Finish.Unknown()));
    }

    private Uni<Finish> run(Gate gate, Tool tool, ToolCall asking, Stop stop) {
        String raw = gates.text(gate, Part.ARGUMENTS, gate.sealed().arguments().orElseThrow());
        GatedUse gated = GatedUse.of(tool, gate, runs);
        ToolCall call =
                asking.with(Json.parse(raw))
                        .with(
                                asking.answers(),
                                asking.state().or(() -> Optional.of(GateTicket.waiting(gate))));
        var order = new CallOrder(gated, call, Optional.of(raw), Optional.empty(), stop);
        return apart(journey.travel(order).call(finish -> gated.over(call, finish)));
    }

    /// Who asked may leave; what has begun comes to its recorded end all the same.
    private static Uni<Finish> apart(Uni<Finish> work) {
        var done = new CompletableFuture<Finish>();
        Work.start(work, done::complete, done::completeExceptionally);
        return Uni.createFrom().completionStage(done::copy);
    }
}
