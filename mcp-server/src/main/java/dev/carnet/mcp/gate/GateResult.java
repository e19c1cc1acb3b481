package dev.carnet.mcp.gate;

import dev.carnet.mcp.message.Json;
import dev.carnet.mcp.tool.Finish;
import dev.carnet.mcp.tool.Need;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Stop;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolDefinition;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.shared.gate.GateState;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/// The tool `gate_result`: how a call stands that waits for a person. An approved one it runs,
/// once, and gives its result; asked again it gives the result that was kept.
@ApplicationScoped
public class GateResult implements Tool {

    /// What it is called.
    public static final String NAME = "gate_result";

    private static final ToolDefinition DEFINITION =
            new ToolDefinition(
                    NAME,
                    "Result of a call that waited",
                    "Asks again for a call that waited for a person's decision. While it waits,"
                            + " says so. Once it was approved, runs it once and gives its result.",
                    Json.parse(
                            """
                            {"type":"object","properties":{"gate":{"type":"string",
                             "description":"The id that the waiting call was answered with (gat_…)."}},
                             "required":["gate"],"additionalProperties":false}
                            """),
                    Optional.empty(),
                    ToolDefinition.Annotations.TAKES_AWAY);

    private static final Set<String> SECRETS = Set.of("key", "token", "value");

    private final Gates gates;
    private final Fetching fetching;
    private final Telling telling;

    GateResult(Gates gates, Fetching fetching, Telling telling) {
        this.gates = gates;
        this.fetching = fetching;
        this.telling = telling;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Need need() {
        return Need.reading();
    }

    /// What the tools behind it mark: the log keeps no credential that comes this way either.
    @Override
    public Set<String> secrets() {
        return SECRETS;
    }

    @Override
    public boolean aboutCaller() {
        return true;
    }

    @Override
    public Uni<Outcome> run(ToolCall call) {
        return gates.find(call.caller().workspace(), call.arguments().path("gate").asText())
                .chain(found ->
                        found.filter(gate -> Asker.owns(gate, call.viewer()))
                                .map(gate -> result(gate, call))
                                .orElseGet(() -> Uni.createFrom().item(unknown())));
    }

    private Uni<Outcome> result(Gate gate, ToolCall call) {
        boolean goesOn =
                gate.state() == GateState.RUNNING
                        && GateTicket.of(call.state()).flatMap(GateTicket::run).isPresent();
        if (gate.state() != GateState.APPROVED && !goesOn) {
            return Uni.createFrom().item(telling.standing(gate));
        }
        if (!Telling.isTool(gate)) {
            return Uni.createFrom().item(telling.askAgain(gate));
        }
        var stop = new Stop();
        return fetching.run(gate, call, stop)
                .onCancellation()
                .invoke(stop::cancel)
                .map(GateResult::outcome);
    }

    private static Outcome outcome(Finish finish) {
        return switch (finish) {
            case Finish.Done done -> done.outcome();
            case Finish.Unknown _ ->
                    ToolResult.failed("The tool of this call is not there any more.");
            case Finish.NeedsScopes _ ->
                    ToolResult.failed("Your credential does not have the scopes of this call.");
            case Finish.TooMany _ ->
                    ToolResult.failed("Too many calls of yours run. Ask again in a moment.");
            case Finish.UsedUp _ ->
                    ToolResult.failed("A limit of your calls is used up. Ask again later.");
            case Finish.Unavailable _ ->
                    ToolResult.failed("Carnet cannot decide or record right now. Ask again.");
            case Finish.TimedOut _, Finish.Broken _, Finish.Cancelled _, Finish.Revoked _ ->
                    ToolResult.failed(
                            "This call began to run, and it is not known what came of it. It is not"
                                    + " run again.");
        };
    }

    private static ToolResult unknown() {
        return ToolResult.failed("You have no call at a gate of that id.");
    }
}
