package dev.carnet.mcp.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carnet.mcp.tool.Access;
import dev.carnet.mcp.tool.Finish;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Outcome.InputRequired;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.mcp.tool.Viewer;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// Something whose use was approved. The run is claimed at the last moment, after the begin entry
/// and the last look at the caller: what was refused until then has not run and may be fetched
/// later.
class GatedUse implements Usable {

    private static final String LOST =
            "This call was approved, but it has run already, or may not run any more. It was not"
                    + " run again.";

    private final Usable inner;
    private final Gate gate;
    private final Runs runs;
    private final AtomicReference<Optional<String>> run = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean noted = new AtomicBoolean();

    GatedUse(Usable inner, Gate gate, Runs runs) {
        this.inner = inner;
        this.gate = gate;
        this.runs = runs;
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        return run.get().isPresent()
                ? go(call)
                : claim(call)
                        .invoke(run::set)
                        .chain(mine ->
                                mine.isPresent()
                                        ? go(call)
                                        : Uni.createFrom().item(ToolResult.failed(LOST)));
    }

    private Uni<Optional<String>> claim(ToolCall call) {
        return GateTicket.of(call.state())
                .flatMap(GateTicket::run)
                .map(before -> runs.resume(gate, before))
                .orElseGet(() -> runs.begin(gate, call.caller()));
    }

    private Uni<Outcome> go(ToolCall call) {
        return inner.run(stripped(call)).map(this::ticketed);
    }

    /// The call as the tool would see it without a gate: answers to our own question are not for
    /// it.
    private static ToolCall stripped(ToolCall call) {
        Optional<GateTicket> ticket = GateTicket.of(call.state());
        return call.with(
                call.answers().filter(_ -> ticket.flatMap(GateTicket::run).isPresent()),
                ticket.flatMap(GateTicket::inner));
    }

    /// What the tool asks its client goes on with the same run.
    private Outcome ticketed(Outcome outcome) {
        return outcome instanceof InputRequired asked
                ? new InputRequired(
                        asked.questions(),
                        Optional.of(new GateTicket(gate.id(), run.get(), asked.state()).json()))
                : outcome;
    }

    Gate gate() {
        return gate;
    }

    /// Takes note of the end of the call, if it ran.
    Uni<Void> over(ToolCall call, Finish finish) {
        return run.get()
                .filter(_ -> noted.compareAndSet(false, true))
                .map(mine -> runs.over(gate, call.caller(), mine, finish, isKept()))
                .orElseGet(Uni.createFrom()::voidItem);
    }

    private boolean isKept() {
        return !(inner instanceof Tool tool && tool.fleeting());
    }

    /// That thing at that gate; a tool stays one.
    static GatedUse of(Usable usable, Gate gate, Runs runs) {
        return switch (usable) {
            case GatedUse already -> already;
            case Tool tool -> new GatedTool(tool, gate, runs);
            default -> new GatedUse(usable, gate, runs);
        };
    }

    @Override
    public String type() {
        return inner.type();
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public Need need() {
        return inner.need();
    }

    @Override
    public Optional<Origin> origin() {
        return inner.origin();
    }

    @Override
    public boolean belongsTo(String service, String workspace) {
        return inner.belongsTo(service, workspace);
    }

    @Override
    public Optional<Access.Barred> objection(ObjectNode arguments, String workspace) {
        return inner.objection(arguments, workspace);
    }

    @Override
    public Set<String> toolsets(Viewer viewer) {
        return inner.toolsets(viewer);
    }

    @Override
    public boolean aboutCaller() {
        return inner.aboutCaller();
    }
}
