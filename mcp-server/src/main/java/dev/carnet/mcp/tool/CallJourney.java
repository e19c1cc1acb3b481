package dev.carnet.mcp.tool;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.live.Ended;
import dev.carnet.mcp.live.Entry;
import dev.carnet.mcp.live.Kind;
import dev.carnet.mcp.live.LiveCallers;
import dev.carnet.mcp.live.Standing;
import dev.carnet.mcp.message.RpcCode;
import dev.carnet.mcp.tool.Gatekeeper.Passage;
import dev.carnet.mcp.tool.Meter.Metering;
import dev.carnet.mcp.tool.Verdict.Ground;
import dev.carnet.shared.audit.AuditLog;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.picture.Objection;
import dev.carnet.shared.token.Scope;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// The journey of a call: decision → gate, if a rule wants one → limits → begin entry durable →
/// picture checked again → run → filters → end entry durable → answer. Nothing runs without its
/// begin entry, nothing is answered without its end entry.
@ApplicationScoped
public class CallJourney {

    private static final Logger LOG = Logger.getLogger(CallJourney.class);

    private final AuditLog log;
    private final LiveCallers live;
    private final Rounds rounds;
    private final Decisions decisions;
    private final Gatekeeper gatekeeper;
    private final Meter meter;
    private final Screen screen;
    private final Witness witness;
    private final CallTimes times;
    private final Clock clock;

    CallJourney(
            AuditLog log,
            LiveCallers live,
            Rounds rounds,
            Decisions decisions,
            Gatekeeper gatekeeper,
            Meter meter,
            Screen screen,
            Witness witness,
            CallTimes times,
            Clock clock) {
        this.log = log;
        this.live = live;
        this.rounds = rounds;
        this.decisions = decisions;
        this.gatekeeper = gatekeeper;
        this.meter = meter;
        this.screen = screen;
        this.witness = witness;
        this.times = times;
        this.clock = clock;
    }

    /// Takes one call from its decision to its recorded end. Never fails: every end is a {@link
    /// Finish}.
    public Uni<Finish> travel(CallOrder order) {
        return times.measured(
                order,
                Uni.createFrom()
                        .deferred(() -> decide(order))
                        .onFailure()
                        .recoverWithItem(CallJourney::unrecorded));
    }

    /// Records that a known caller asked for a name that nothing has.
    ///
    /// @param type what sort of thing was meant
    public Uni<Finish> unknown(ToolCall call, String type, String name) {
        Event entry = Entries.unknown(call, type, name, clock.instant());
        return times.measured(
                log.append(entry)
                        .call(() -> witness.unknown(call, name, entry))
                        .<Finish>replaceWith(Finish.Unknown::new)
                        .onFailure()
                        .recoverWithItem(CallJourney::unrecorded));
    }

    private Uni<Finish> decide(CallOrder order) {
        return switch (access(order)) {
            case Access.Allowed(Ground ground) -> admit(order, Basis.of(ground));
            case Access.Gated(Ground ground, Demand demand) -> ask(order, ground, demand);
            case Access.StepUp(Set<Scope> scopes) ->
                    refuse(order, "insufficient_scope", new Finish.NeedsScopes(scopes));
            case Access.Barred(String why, String publicText) -> bar(order, why, publicText);
            case Access.Hidden(String why, Ground ground) ->
                    refuse(order, Basis.of(ground), why, new Finish.Unknown());
        };
    }

    private Access access(CallOrder order) {
        ToolCall call = order.call();
        return decisions.decide(call.viewer(), order.usable(), Optional.of(call.arguments()));
    }

    private Uni<Finish> ask(CallOrder order, Ground ground, Demand demand) {
        return gatekeeper
                .pass(order, demand)
                .chain(passage ->
                        switch (passage) {
                            case Passage.Held(Finish finish) -> Uni.createFrom().item(finish);
                            case Passage.Open open ->
                                    admit(open.order(), Basis.of(ground).through(open.gate()))
                                            .call(finish -> open.over().apply(finish));
                        });
    }

    private Uni<Finish> admit(CallOrder order, Basis basis) {
        return meter.take(order.call().viewer(), order.usable())
                .chain(metering ->
                        switch (metering) {
                            case Metering.Within _ -> enter(order, basis);
                            case Metering.UsedUp(String limit, Duration retryAfter) ->
                                    refuse(
                                            order,
                                            basis,
                                            "limit:" + limit,
                                            new Finish.UsedUp(limit, retryAfter));
                        });
    }

    private Uni<Finish> enter(CallOrder order, Basis basis) {
        var until = clock.instant().plus(Limits.CALL_TIME);
        var where = order.usable().origin().map(Origin::upstream);
        return switch (live.enter(Kind.CALL, order.call().caller(), where, until, order::end)) {
            case Entry.Full full -> refuse(order, basis, "too_many_calls", new Finish.TooMany());
            case Entry.Entered entered ->
                    record(order, basis).onTermination().invoke(entered.leave());
        };
    }

    private Uni<Finish> record(CallOrder order, Basis basis) {
        Event begin = basis.on(Entries.begin(order, clock.instant()));
        return log.append(begin)
                .call(() -> witness.begins(order, begin))
                .chain(receipt -> checkAgain(order.decided(basis.decided(receipt)), begin))
                .chain(ending -> end(order, begin, ending));
    }

    /// The check is repeated after the begin entry is durable, just before anything happens.
    private Uni<Ending> checkAgain(CallOrder order, Event begin) {
        return switch (live.recheck(order.call().caller())) {
            case Standing.Good good -> run(order, begin);
            case Standing.Gone(Objection why) ->
                    Uni.createFrom()
                            .item(
                                    new Ending.Stopped(
                                            new Stop.Reason.Revoked(new Ended.Revoked(why))));
            case Standing.Unclear unclear -> Uni.createFrom().item(new Ending.Undecided());
        };
    }

    private Uni<Ending> run(CallOrder order, Event begin) {
        CallOrder heard = screen.hearing(order);
        Uni<Ending> stopped = order.stop().reason().map(Ending.Stopped::new);
        Uni<Ending> work =
                Uni.createFrom()
                        .deferred(() -> rounds.run(heard))
                        .call(outcome -> witness.ran(order, outcome, begin))
                        .chain(outcome -> screen.screen(order, outcome))
                        .<Ending>map(Ending.Ran::new)
                        .onFailure()
                        .recoverWithItem(fault -> broke(order, fault));
        return Uni.combine().any().of(stopped, work).call(() -> screen.heard(heard));
    }

    private Uni<Finish> end(CallOrder order, Event begin, Ending ending) {
        return log.append(Entries.end(order, begin, ending, clock.instant())).map(ending::finish);
    }

    /// The agent is told what its passport is for, so that it does not try on.
    private Uni<Finish> bar(CallOrder order, String why, String publicText) {
        Event entry = Entries.refused(order, why, clock.instant());
        return log.append(entry)
                .call(() -> witness.refused(order, why, entry))
                .map(receipt -> new Finish.Done(barred(order, why, publicText), receipt));
    }

    /// A prompt or a resource has no result that could say so.
    private static Outcome barred(CallOrder order, String why, String publicText) {
        return order.usable() instanceof Tool
                ? ToolResult.failed(why, publicText)
                : new Outcome.Failed(why, RpcCode.INVALID_PARAMS, publicText, Optional.empty());
    }

    private Uni<Finish> refuse(CallOrder order, String why, Finish finish) {
        return refuse(order, Basis.NONE, why, finish);
    }

    private Uni<Finish> refuse(CallOrder order, Basis basis, String why, Finish finish) {
        Event entry = basis.on(Entries.refused(order, why, clock.instant()));
        return log.append(entry).call(() -> witness.refused(order, why, entry)).replaceWith(finish);
    }

    private static Ending broke(CallOrder order, Throwable fault) {
        LOG.errorf(fault, "%s broke, request %s", order.usable().type(), order.call().requestId());
        return new Ending.Broke(fault);
    }

    private static Finish unrecorded(Throwable fault) {
        LOG.error("A call could not be counted or recorded, so it is not answered", fault);
        return new Finish.Unavailable();
    }
}
