package dev.carnet.auth.feed;

import dev.carnet.shared.caller.Caller;
import dev.carnet.shared.caller.CallerCheck;
import dev.carnet.shared.picture.Picture;
import dev.carnet.shared.picture.PictureHolder;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// One reader's stream. Everything happens on one event loop; a change that comes while a look is
/// due is seen by that look.
final class FeedStream {

    private final PictureHolder pictures;
    private final CallerCheck callers;
    private final Clock clock;
    private final Context loop;
    private final Caller caller;
    private final Instant until;
    private final MultiEmitter<? super List<Message>> out;
    private final AtomicBoolean due = new AtomicBoolean();
    private Progress progress;

    FeedStream(
            PictureHolder pictures,
            CallerCheck callers,
            Clock clock,
            Context loop,
            Caller caller,
            Progress progress,
            MultiEmitter<? super List<Message>> out) {
        this.pictures = pictures;
        this.callers = callers;
        this.clock = clock;
        this.loop = loop;
        this.caller = caller;
        this.progress = progress;
        this.until = clock.instant().plus(FeedLimits.LONGEST);
        this.out = out;
    }

    /// Begins, and goes on until its reader leaves or its credential ends.
    void begin() {
        Runnable deaf = pictures.onChange(caller.workspace(), _ -> wake());
        long timer = loop.owner().setPeriodic(FeedLimits.BEAT.toMillis(), _ -> wake());
        out.onTermination(() -> {
            deaf.run();
            loop.owner().cancelTimer(timer);
        });
        wake();
    }

    private void wake() {
        if (due.compareAndSet(false, true)) {
            loop.runOnContext(_ -> {
                due.set(false);
                look();
            });
        }
    }

    /// While the picture is stale nothing is said, and the reader learns from that.
    private void look() {
        switch (pictures.current()) {
            case Stale _ -> {}
            case Fresh fresh -> tell(fresh.picture());
        }
    }

    private void tell(Picture picture) {
        Progress.Step step = progress.at(picture);
        progress = step.after();
        out.emit(step.messages());
        if (callers.recheck(caller)
                .filter(why -> !why.code().equals("picture_stale"))
                .isPresent()) {
            end("credential");
        } else if (!clock.instant().isBefore(until)) {
            end("time");
        }
    }

    private void end(String why) {
        out.emit(List.of(new Message.End(why)));
        out.complete();
    }
}
