package dev.carnet.mcp.legacy;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Brings an answer or a cancellation to the replica that waits for it. One that arrives there goes
/// straight to who waits; one that arrives elsewhere is noted in PostgreSQL, and a replica that has
/// waited for a while looks for its notes. Nobody looks while nobody waits. (NOTIFY belongs to the
/// change feed: notifying commits serialise.)
@ApplicationScoped
public class Handover {

    private static final Logger LOG = Logger.getLogger(Handover.class);
    private static final long HOUR_MS = 3_600_000;

    private final NoteStore notes;
    private final Clock clock;
    private final Map<Note, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean looking = new AtomicBoolean();

    private record Waiting(Instant since, Consumer<String> deliver) {}

    Handover(NoteStore notes, Clock clock) {
        this.notes = notes;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(Limits.HANDOVER_POLL.toMillis(), this::look);
        ticks.every(HOUR_MS, () -> finish(notes.sweep()));
    }

    /// Waits for that note.
    ///
    /// @param address the note without its body
    /// @param deliver gets the body, once
    /// @return what ends the wait
    Runnable await(Note address, Consumer<String> deliver) {
        waiting.put(address, new Waiting(clock.instant(), deliver));
        return () -> waiting.remove(address);
    }

    /// Brings a note to who waits for it, here or elsewhere.
    Uni<Void> bring(Note note) {
        return deliver(note) ? Uni.createFrom().voidItem() : notes.put(note);
    }

    private boolean deliver(Note note) {
        Waiting one = waiting.remove(note.address());
        if (one == null) {
            return false;
        }
        one.deliver().accept(note.body());
        return true;
    }

    /// Looks for everything that has been waited for since the last look.
    private void look() {
        Instant before = clock.instant().minus(Limits.HANDOVER_POLL);
        List<Note> late =
                waiting.entrySet().stream()
                        .filter(one -> one.getValue().since().isBefore(before))
                        .map(Map.Entry::getKey)
                        .toList();
        if (!late.isEmpty() && looking.compareAndSet(false, true)) {
            finish(
                    notes.take(late)
                            .invoke(found -> found.forEach(this::deliver))
                            .replaceWithVoid()
                            .onTermination()
                            .invoke(() -> looking.set(false)));
        }
    }

    private static void finish(Uni<Void> work) {
        Work.start(work, done -> {}, lost -> LOG.debug("Notes could not be read", lost));
    }
}
