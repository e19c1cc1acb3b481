package dev.carnet.mcp.live;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.stream.Ticks;
import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.picture.Objection;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Everything live at this replica. After every change of the picture each entry is looked at
/// again, so that a revocation ends what runs and not only what starts.
@ApplicationScoped
public class LiveCallers {

    private static final long SECOND_MS = 1_000;

    private final CallerCheck check;
    private final PictureHolder pictures;
    private final Clock clock;
    private final Set<Live> live = ConcurrentHashMap.newKeySet();
    private final Map<Seat, Integer> seats = new ConcurrentHashMap<>();

    /// One principal's use of one kind.
    private record Seat(Kind kind, Principal principal) {}

    /// One live thing; equal to nothing but itself.
    private static final class Live {
        private final Caller caller;
        private final Optional<String> server;
        private final long began;
        private final Instant until;
        private final Consumer<Ended> end;
        private final AtomicBoolean over = new AtomicBoolean();

        Live(
                Caller caller,
                Optional<String> server,
                long began,
                Instant until,
                Consumer<Ended> end) {
            this.caller = caller;
            this.server = server;
            this.began = began;
            this.until = until;
            this.end = end;
        }

        void end(Ended why) {
            if (over.compareAndSet(false, true)) {
                end.accept(why);
            }
        }
    }

    LiveCallers(CallerCheck check, PictureHolder pictures, Clock clock) {
        this.check = check;
        this.pictures = pictures;
        this.clock = clock;
        pictures.onChange(this::look);
    }

    /// Makes something live until then at the latest. `end` is called at most once, on any thread,
    /// and must not block.
    ///
    /// @param server behind the gateway that it goes to, by its slug: it ends, too, when the person
    ///   is disconnected from there
    public Entry enter(
            Kind kind, Caller caller, Optional<String> server, Instant until, Consumer<Ended> end) {
        var seat = new Seat(kind, Principal.of(caller));
        if (seats.merge(seat, 1, Integer::sum) > kind.limit() || live.size() >= Limits.LIVE) {
            free(seat);
            return new Entry.Full();
        }
        var entry = new Live(caller, server, now(), until, end);
        live.add(entry);
        if (pictures.current() instanceof PictureView.Fresh fresh) {
            endIfGone(fresh.picture(), entry);
        }
        return new Entry.Entered(() -> {
            if (live.remove(entry)) {
                free(seat);
            }
        });
    }

    /// Whether the caller may still be served, at this very moment.
    public Standing recheck(Caller caller) {
        return switch (pictures.current()) {
            case PictureView.Stale stale -> new Standing.Unclear();
            case PictureView.Fresh fresh ->
                    check.recheck(caller)
                            .<Standing>map(Standing.Gone::new)
                            .orElseGet(Standing.Good::new);
        };
    }

    void start(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(SECOND_MS, this::sweep);
    }

    /// Everything live ends while the log still takes its last entries.
    void end(@Observes @Priority(1) ShutdownEvent event) {
        live.forEach(entry -> entry.end(new Ended.Closing()));
    }

    /// Ends what has lasted long enough.
    void sweep() {
        Instant now = clock.instant();
        for (Live entry : live) {
            if (!now.isBefore(entry.until)) {
                entry.end(new Ended.Expired());
            }
        }
    }

    private void look(PictureView view) {
        switch (view) {
            case PictureView.Fresh fresh ->
                    live.forEach(entry -> endIfGone(fresh.picture(), entry));
            case PictureView.Stale stale -> {
                // Nobody can say who is revoked; what is live is looked at when the picture is
                // back.
            }
        }
    }

    private static void endIfGone(Picture picture, Live entry) {
        CallerCheck.withdrawn(picture, entry.caller)
                .or(() -> disconnected(picture, entry))
                .ifPresent(why -> entry.end(new Ended.Revoked(why)));
    }

    /// Nothing begins by a stale picture: the check before the act refuses it.
    private long now() {
        return switch (pictures.current()) {
            case PictureView.Fresh fresh -> fresh.picture().seq();
            case PictureView.Stale stale -> 0;
        };
    }

    private static Optional<Objection> disconnected(Picture picture, Live entry) {
        return entry.server.flatMap(server ->
                picture.disconnected(
                        entry.caller.workspace(),
                        Principal.person(entry.caller),
                        server,
                        entry.began));
    }

    private void free(Seat seat) {
        seats.computeIfPresent(seat, (same, taken) -> taken == 1 ? null : taken - 1);
    }
}
