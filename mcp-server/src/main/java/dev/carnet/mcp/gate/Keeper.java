package dev.carnet.mcp.gate;

import dev.carnet.mcp.tool.ArgumentCheck;
import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Demand;
import dev.carnet.mcp.tool.Discretion;
import dev.carnet.mcp.tool.Gatekeeper;
import dev.carnet.mcp.tool.Origin;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.Tool;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Usable;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureTooOld;
import dev.carnet.shared.picture.PictureView;
import dev.carnet.shared.secret.KeyMac;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/// Stands at the gate: finds or makes the gate of a call, and lets it through or holds it.
@ApplicationScoped
public class Keeper implements Gatekeeper {

    /// What can wait for a person. Values to complete with are typed by one in that moment.
    private static final Set<String> THINGS = Set.of("tool", "prompt", "resource");

    private final Gates gates;
    private final Runs runs;
    private final Editions editions;
    private final Holding holding;
    private final ArgumentCheck arguments;
    private final PictureHolder pictures;
    private final KeyMac mac;

    Keeper(
            Gates gates,
            Runs runs,
            Editions editions,
            Holding holding,
            ArgumentCheck arguments,
            PictureHolder pictures,
            KeyMac mac) {
        this.gates = gates;
        this.runs = runs;
        this.editions = editions;
        this.holding = holding;
        this.arguments = arguments;
        this.pictures = pictures;
        this.mac = mac;
    }

    @Override
    public Uni<Passage> pass(CallOrder order, Demand demand) {
        return THINGS.contains(order.usable().type())
                ? pass(order, order.usable(), demand)
                : holding.unknown(order, "no_gate_for_" + order.usable().type());
    }

    private Uni<Passage> pass(CallOrder order, Usable thing, Demand demand) {
        Optional<Outcome> wrong = arguments.problems(thing, order.call());
        if (wrong.isPresent()) {
            return holding.hold(order, demand, "arguments", wrong.get());
        }
        if (demand.kind() == Demand.Kind.CONFIRM && who(order).person().isEmpty()) {
            return holding.hold(order, demand, "nobody_to_confirm", nobody());
        }
        Gate.Ask ask = ask(order, thing, demand);
        return gate(order, ask)
                .chain(found ->
                        found.map(gate -> stand(order, thing, gate))
                                .orElseGet(() ->
                                        holding.hold(order, demand, "too_many_gates", tooMany())));
    }

    private Gate.Ask ask(CallOrder order, Usable thing, Demand demand) {
        Gate.Who who = who(order);
        Buffer binding = Binding.of(mac, who.principal(), order, thing, demand);
        return new Gate.Ask(
                order.call().caller().workspace(),
                Ids.fresh("gat"),
                binding,
                who,
                thing.type(),
                Binding.toolset(order.call().viewer().place()),
                thing.name(),
                thing.origin().map(Origin::upstream).orElse(""),
                thing.origin().map(Origin::name).orElse(thing.name()),
                Binding.pin(thing),
                thing instanceof Tool tool ? tool.definition().inputSchema().toString() : "{}",
                Reach.of(thing),
                demand);
    }

    private Gate.Who who(CallOrder order) {
        return switch (pictures.current()) {
            case PictureView.Fresh(Picture picture) -> Asker.of(order.call().caller(), picture);
            case PictureView.Stale _ -> throw new PictureTooOld("to say who has a part in a call");
        };
    }

    /// The gate the call names, if it is that call's; else the one it is at, or a new one.
    private Uni<Optional<Gate>> gate(CallOrder order, Gate.Ask ask) {
        Optional<String> named =
                order.usable() instanceof GatedUse gated
                        ? Optional.of(gated.gate().id())
                        : GateTicket.of(order.call().state()).map(GateTicket::gate);
        return named.map(id -> named(order, ask, id)).orElseGet(() -> anew(order, ask));
    }

    private Uni<Optional<Gate>> named(CallOrder order, Gate.Ask ask, String id) {
        return gates.find(ask.workspace(), id)
                .chain(found ->
                        found.filter(gate ->
                                        gate.ask().who().principal().equals(ask.who().principal()))
                                .map(gate -> same(order, ask, gate))
                                .orElseGet(() -> anew(order, ask)));
    }

    /// What changed since it was asked is not what anybody agreed to.
    private Uni<Optional<Gate>> same(CallOrder order, Gate.Ask ask, Gate gate) {
        if (gate.ask().binding().equals(ask.binding()) || gate.state().isOver()) {
            return Uni.createFrom().item(Optional.of(gate));
        }
        Caller caller = order.call().caller();
        return gates.withdraw(gate, caller, "changed")
                .chain(() ->
                        order.usable() instanceof GatedUse
                                ? gates.find(ask.workspace(), gate.id())
                                : anew(order, ask));
    }

    private Uni<Optional<Gate>> anew(CallOrder order, Gate.Ask ask) {
        String raw = order.rawArguments().orElse("{}");
        return gates.ask(ask, order.call().viewer(), raw, Discretion.arguments(order, raw));
    }

    private Uni<Passage> stand(CallOrder order, Usable thing, Gate gate) {
        return switch (gate.state()) {
            case WAITING ->
                    holding.wait(order, gate)
                            .chain(later ->
                                    later.isPresent()
                                            ? stand(order, thing, later.get())
                                            : holding.deliver(order, gate));
            case APPROVED -> open(order, thing, gate);
            case RUNNING -> goOn(order, thing, gate);
            case REJECTED, EXPIRED, WITHDRAWN, DONE, FAILED, UNKNOWN -> holding.tell(order, gate);
        };
    }

    private Uni<Passage> goOn(CallOrder order, Usable thing, Gate gate) {
        boolean mine = GateTicket.of(order.call().state()).flatMap(GateTicket::run).isPresent();
        return mine ? open(order, thing, gate) : holding.tell(order, gate);
    }

    private Uni<Passage> open(CallOrder order, Usable thing, Gate gate) {
        return editions.of(order, thing, gate)
                .chain(edition ->
                        switch (edition) {
                            case Editions.Edition.Fit(CallOrder fit) ->
                                    Uni.createFrom().item(through(fit, thing, gate));
                            case Editions.Edition.Unfit(String why) ->
                                    holding.refuse(order, gate, why);
                        });
    }

    private Passage through(CallOrder order, Usable thing, Gate gate) {
        GatedUse gated = GatedUse.of(thing, gate, runs);
        var travelling = order.using(gated);
        return new Passage.Open(
                travelling, gate.id(), finish -> gated.over(travelling.call(), finish));
    }

    private static ToolResult nobody() {
        return ToolResult.failed(
                "This call has to be confirmed by the person it runs for, and it runs for no"
                        + " person. Use a personal key or a person's grant.");
    }

    private static ToolResult tooMany() {
        return ToolResult.failed(
                "Too many calls of yours wait for people. Wait until they are decided, or take some"
                        + " back.");
    }
}
