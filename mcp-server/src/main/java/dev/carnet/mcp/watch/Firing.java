package dev.carnet.mcp.watch;

import dev.carnet.mcp.live.LiveCallers;
import dev.carnet.mcp.live.Standing;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.SecurityEvents;
import dev.carnet.shared.signal.SecurityEvents.Raised;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Turns what was noticed into security events. So many are written at a time; what is more, or
/// cannot be written, is tried again for a while, and then counted and told as an event of its own.
@ApplicationScoped
public class Firing {

    private static final Logger LOG = Logger.getLogger(Firing.class);

    private final SecurityEvents events;
    private final LiveCallers live;
    private final AtomicInteger writing = new AtomicInteger();
    private final Clock clock;
    private List<Noticed> waiting = new ArrayList<>();
    private Map<String, Integer> lost = new HashMap<>();

    Firing(SecurityEvents events, LiveCallers live, Clock clock) {
        this.events = events;
        this.live = live;
        this.clock = clock;
    }

    /// Raises an event about that caller, and if their credential is to be taken away because of
    /// it, waits until it is, or for two seconds. Never fails.
    Uni<Void> fire(Noticed noticed, Caller caller) {
        return fire(noticed)
                .chain(raised ->
                        raised.filter(Raised::revoking)
                                .map(_ -> gone(caller))
                                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /// Raises an event. Never fails; empty if there was none to raise, or not yet.
    Uni<Optional<Raised>> fire(Noticed noticed) {
        return fire(noticed, this::later);
    }

    /// The same for who knows what to do with what cannot be written now.
    Uni<Optional<Raised>> fire(Noticed noticed, Consumer<Noticed> unwritten) {
        if (writing.incrementAndGet() > room(noticed)) {
            writing.decrementAndGet();
            unwritten.accept(noticed);
            return Uni.createFrom().item(Optional.empty());
        }
        return events.raise(noticed)
                .onTermination()
                .invoke(() -> writing.decrementAndGet())
                .onFailure()
                .invoke(fault -> {
                    LOG.warnf(
                            fault, "A security event could not be written: %s", noticed.message());
                    unwritten.accept(noticed);
                })
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    /// How many were lost, by workspace; they count no more.
    synchronized Map<String, Integer> takeLost() {
        Map<String, Integer> taken = lost;
        lost = new HashMap<>();
        return taken;
    }

    /// What takes something away finds room where what is only to be known does not.
    private static int room(Noticed noticed) {
        return noticed.mayTakeAway() ? WatchLimits.FIRING_ORDERS : WatchLimits.FIRING;
    }

    /// Only what is an event once is tried again: it may have been written all the same.
    private synchronized void later(Noticed noticed) {
        boolean young = noticed.at().plus(WatchLimits.TRIED_FOR).isAfter(clock.instant());
        if (young && noticed.once().isPresent() && waiting.size() < WatchLimits.WAITING) {
            waiting.add(noticed);
        } else {
            lose(noticed);
        }
    }

    /// What could not be written yet; it waits here no longer.
    synchronized List<Noticed> takeWaiting() {
        List<Noticed> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    /// One that nobody will hear of.
    synchronized void lose(Noticed noticed) {
        String workspace = noticed.suspect().workspace();
        if (lost.containsKey(workspace) || lost.size() < WatchLimits.NAMES) {
            lost.merge(workspace, 1, Integer::sum);
        }
    }

    /// The picture of this replica is looked at, and no database.
    private Uni<Void> gone(Caller caller) {
        return Uni.createFrom()
                .item(() -> live.recheck(caller) instanceof Standing.Gone)
                .onItem()
                .delayIt()
                .by(WatchLimits.LOOK_EVERY)
                .repeat()
                .until(gone -> gone)
                .collect()
                .last()
                .ifNoItem()
                .after(WatchLimits.TAKEN_AWAY_WITHIN)
                .recoverWithItem(false)
                .replaceWithVoid();
    }
}
