package dev.carnet.mcp.watch;

import dev.carnet.mcp.tool.CallOrder;
import dev.carnet.mcp.tool.Outcome;
import dev.carnet.mcp.tool.ToolCall;
import dev.carnet.mcp.tool.ToolResult;
import dev.carnet.mcp.tool.Witness;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.signal.Noticed;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/// Shows every call to the detectors. What they notice becomes an event before the call goes on,
/// and if that takes the credential away, the call goes on only when it is gone.
@ApplicationScoped
public class Watch implements Witness {

    private static final Logger LOG = Logger.getLogger(Watch.class);

    private final DetectorSettings settings;
    private final Traces traces;
    private final Behaviour behaviour;
    private final Contents contents;
    private final Places places;
    private final Firing firing;
    private final Clock clock;

    Watch(
            DetectorSettings settings,
            Traces traces,
            Behaviour behaviour,
            Contents contents,
            Places places,
            Firing firing,
            Clock clock) {
        this.settings = settings;
        this.traces = traces;
        this.behaviour = behaviour;
        this.contents = contents;
        this.places = places;
        this.firing = firing;
        this.clock = clock;
    }

    @Override
    public Uni<Void> refused(CallOrder order, String why, Event entry) {
        return look(order.call(), entry, moment -> behaviour.refused(moment, order.usable(), why));
    }

    @Override
    public Uni<Void> unknown(ToolCall call, String name, Event entry) {
        return look(call, entry, moment -> behaviour.unknown(moment, name));
    }

    @Override
    public Uni<Void> begins(CallOrder order, Event begin) {
        return look(
                        order.call(),
                        begin,
                        moment ->
                                Stream.concat(
                                                behaviour.begins(moment, order).stream(),
                                                places.begins(moment).stream())
                                        .toList())
                .chain(() -> through(order, begin, moment -> contents.arguments(moment, order)));
    }

    @Override
    public Uni<Void> ran(CallOrder order, Outcome outcome, Event begin) {
        return look(order.call(), begin, moment -> behaviour.ran(moment, order.usable(), outcome))
                .chain(() ->
                        outcome instanceof ToolResult result
                                ? through(
                                        order,
                                        begin,
                                        moment -> contents.result(moment, order, result))
                                : Uni.createFrom().voidItem());
    }

    private Uni<Void> look(ToolCall call, Event entry, Function<Moment, List<Noticed>> looking) {
        try {
            return fire(looking.apply(moment(call, entry)), call.caller());
        } catch (RuntimeException bug) {
            return missed(bug);
        }
    }

    /// Only what goes to an upstream or comes from one is looked through.
    private Uni<Void> through(
            CallOrder order, Event entry, Function<Moment, Uni<List<Noticed>>> looking) {
        if (order.usable().origin().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .deferred(() -> looking.apply(moment(order.call(), entry)))
                .chain(noticed -> fire(noticed, order.call().caller()))
                .onFailure()
                .recoverWithUni(Watch::missed);
    }

    private Moment moment(ToolCall call, Event entry) {
        var whose = Whose.of(call.caller());
        var actor = Whose.acts(call.caller());
        return new Moment(
                call,
                settings.of(whose.workspace()),
                whose,
                traces.of(whose),
                actor,
                traces.of(actor),
                entry,
                clock.instant());
    }

    private Uni<Void> fire(List<Noticed> noticed, Caller caller) {
        return noticed.isEmpty()
                ? Uni.createFrom().voidItem()
                : Multi.createFrom()
                        .iterable(noticed)
                        .onItem()
                        .transformToUniAndConcatenate(one -> firing.fire(one, caller))
                        .collect()
                        .last()
                        .replaceWithVoid();
    }

    private static Uni<Void> missed(Throwable bug) {
        LOG.error("A call could not be looked at", bug);
        return Uni.createFrom().voidItem();
    }
}
