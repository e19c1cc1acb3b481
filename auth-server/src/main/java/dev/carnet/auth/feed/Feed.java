package dev.carnet.auth.feed;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.desk.Refusal;
import dev.carnet.shared.desk.Refused;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Stale;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The streams at this replica, within their limits.
@Singleton
public final class Feed {

    private static final String ALL = "";

    private final PictureHolder pictures;
    private final CallerCheck callers;
    private final Clock clock;
    private final Vertx vertx;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    Feed(PictureHolder pictures, CallerCheck callers, Clock clock, Vertx vertx) {
        this.pictures = pictures;
        this.callers = callers;
        this.clock = clock;
        this.vertx = vertx;
    }

    /// Everything after that number, and then whatever comes.
    Multi<Message> follow(Caller caller, long after) {
        if (pictures.current() instanceof Stale) {
            throw new Refused(Refusal.UNAVAILABLE, "Try again in a second.");
        }
        enter(caller.workspace());
        return Multi.createFrom()
                .<List<Message>>emitter(
                        out ->
                                new FeedStream(
                                                pictures,
                                                callers,
                                                clock,
                                                vertx.getOrCreateContext(),
                                                caller,
                                                Progress.from(caller.workspace(), after),
                                                out)
                                        .begin(),
                        FeedLimits.WAITING)
                .onItem()
                .<Message>disjoint()
                .onTermination()
                .invoke(() -> leave(caller.workspace()));
    }

    private void enter(String workspace) {
        boolean all = take(ALL, FeedLimits.STREAMS);
        if (!all || !take(workspace, FeedLimits.STREAMS_PER_WORKSPACE)) {
            if (all) {
                free(ALL);
            }
            throw new Refused(
                    Refusal.TOO_MANY_REQUESTS, "As many streams as may be are open already.");
        }
    }

    private boolean take(String seat, int limit) {
        boolean taken = open.merge(seat, 1, Integer::sum) <= limit;
        if (!taken) {
            free(seat);
        }
        return taken;
    }

    private void leave(String workspace) {
        free(ALL);
        free(workspace);
    }

    private void free(String seat) {
        open.computeIfPresent(seat, (_, taken) -> taken == 1 ? null : taken - 1);
    }
}
