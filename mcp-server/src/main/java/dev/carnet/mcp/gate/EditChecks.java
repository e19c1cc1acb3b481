package dev.carnet.mcp.gate;

import dev.carnet.mcp.gate.Editions.Judgement;
import dev.carnet.mcp.gate.GateEditStore.Due;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.live.LiveCallers;
import dev.carnet.mcp.live.Standing;
import dev.carnet.mcp.tool.Tools;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.gate.GateSeal;
import dev.carnet.shared.gate.GateSeal.Part;
import dev.carnet.shared.gate.GateState;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Checks edited arguments before anybody approves them, for the page that asks. The same is asked
/// once more when the call runs: tool, rules and caller may be others by then.
@ApplicationScoped
public class EditChecks {

    private final GateEditStore store;
    private final Editions editions;
    private final Tools tools;
    private final LiveCallers live;
    private final GateSeal seal;
    private final Pool pool;
    private final Clock clock;

    EditChecks(
            GateEditStore store,
            Editions editions,
            Tools tools,
            LiveCallers live,
            GateSeal seal,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.editions = editions;
        this.tools = tools;
        this.live = live;
        this.seal = seal;
        this.pool = pool;
        this.clock = clock;
    }

    /// What came of a check.
    private record Verdict(String word, List<String> problems) {

        static final Verdict GONE = new Verdict("gone", List.of());
    }

    /// Checks what waits for it.
    Uni<Void> look() {
        var since = clock.instant().minus(Limits.GATE_EDIT_TIME);
        return pool.withTransaction(transaction ->
                store.take(transaction, Limits.GATE_EDITS, since)
                        .chain(found ->
                                Multi.createFrom()
                                        .iterable(found)
                                        .onItem()
                                        .transformToUniAndConcatenate(due -> tell(transaction, due))
                                        .collect()
                                        .last()
                                        .replaceWithVoid()));
    }

    /// Forgets what nobody fetched.
    Uni<Void> forget() {
        return store.forget(clock.instant().minus(Limits.GATE_EDIT_TIME));
    }

    private Uni<Void> tell(SqlConnection transaction, Due due) {
        Verdict verdict = verdict(due);
        Optional<Buffer> problems =
                Optional.of(String.join("; ", verdict.problems()))
                        .filter(text -> !text.isEmpty())
                        .map(text ->
                                seal.seal(
                                        due.gate().workspace(),
                                        due.gate().id(),
                                        Part.PROBLEMS,
                                        text));
        return store.tell(transaction, due, verdict.word(), problems);
    }

    private Verdict verdict(Due due) {
        Gate gate = due.gate();
        return gate.state() == GateState.WAITING
                ? due.caller()
                        .map(sealed -> text(gate, Part.CALLER, sealed))
                        .flatMap(AskedBy::of)
                        .filter(viewer -> live.recheck(viewer.caller()) instanceof Standing.Good)
                        .flatMap(viewer -> verdict(due, viewer))
                        .orElse(Verdict.GONE)
                : Verdict.GONE;
    }

    /// Only the thing as it was when it was asked for is what people see.
    private Optional<Verdict> verdict(Due due, Viewer viewer) {
        Gate gate = due.gate();
        return found(viewer, gate.ask())
                .filter(thing -> Binding.pin(thing).equals(gate.ask().pin()))
                .map(thing -> verdict(due, viewer, thing));
    }

    private Optional<? extends Usable> found(Viewer viewer, Gate.Ask ask) {
        return switch (ask.thing()) {
            case "prompt" -> tools.prompt(viewer, ask.name());
            case "resource" -> tools.resource(viewer, ask.name());
            default -> tools.tool(viewer, ask.name());
        };
    }

    private Verdict verdict(Due due, Viewer viewer, Usable thing) {
        String raw = text(due.gate(), Part.PROPOSED, due.edited());
        return switch (editions.judge(viewer, thing, due.gate(), raw)) {
            case Judgement.Fits _ -> new Verdict("fits", List.of());
            case Judgement.Wrong(List<String> problems) -> new Verdict("unfit", problems);
            case Judgement.Refused _ -> new Verdict("refused", List.of());
        };
    }

    private String text(Gate gate, Part part, Buffer sealed) {
        return seal.open(gate.workspace(), gate.id(), part, sealed);
    }
}
