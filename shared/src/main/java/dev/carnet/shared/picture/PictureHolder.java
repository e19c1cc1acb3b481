package dev.carnet.shared.picture;

import dev.carnet.shared.change.Change;
import dev.carnet.shared.picture.PictureView.Fresh;
import dev.carnet.shared.picture.PictureView.Stale;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// Holds the picture of this replica and knows its age. The age counts from when the last
/// successful poll was *sent*: whatever was committed before that moment is in the picture.
public final class PictureHolder {

    /// An older picture decides nothing (ARCHITECTURE.md, "The change feed").
    public static final Duration LIMIT = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(PictureHolder.class);

    private final LongSupplier nanoTime;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Held held;
    private boolean toldFresh;

    /// @param confirmedAt when the poll that confirmed it was sent
    /// @param confirmed false until the first such poll, and after a row that is not understood
    private record Held(Picture picture, long confirmedAt, boolean confirmed) {}

    /// @param workspace whose changes it is told of; of everybody's if it names none
    private record Listener(Optional<String> workspace, Consumer<PictureView> told) {

        boolean isConcerned(Set<String> workspaces) {
            return workspace.isEmpty()
                    || workspaces.contains(Change.EVERYWHERE)
                    || workspaces.contains(workspace.get());
        }
    }

    /// An empty holder, stale until the follower has loaded a picture.
    ///
    /// @param nanoTime a clock that only goes forward, in nanoseconds: the wall clock may be set
    ///   back
    public PictureHolder(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.held = new Held(Picture.EMPTY, 0, false);
    }

    /// The picture to decide by, or that there is none.
    public PictureView current() {
        Held now = held;
        return fresh(now) ? new Fresh(now.picture()) : new Stale();
    }

    /// Calls the listener after every applied change, and when the picture becomes stale or fresh
    /// again. It is called on the follower's thread and must return quickly.
    ///
    /// @return what ends it
    public Runnable onChange(Consumer<PictureView> listener) {
        return listen(new Listener(Optional.empty(), listener));
    }

    /// The same, but not for changes that concern other workspaces only.
    public Runnable onChange(String workspace, Consumer<PictureView> listener) {
        return listen(new Listener(Optional.of(workspace), listener));
    }

    private Runnable listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// The newest picture whatever its age, for the follower.
    Picture newest() {
        return held.picture();
    }

    /// A new picture that no poll has confirmed yet, after a snapshot.
    void replace(Picture picture) {
        held = new Held(picture, 0, false);
        tell();
    }

    /// The picture after changes of those workspaces were applied; its age is as before.
    void advance(Picture picture, Set<String> workspaces) {
        Held before = held;
        held = new Held(picture, before.confirmedAt(), before.confirmed());
        tell(workspaces);
    }

    /// A poll that was sent then found nothing missing.
    void confirm(long sentAt) {
        held = new Held(held.picture(), sentAt, true);
        tick();
    }

    /// The feed cannot be followed by this release: refuse at once.
    void distrust() {
        held = new Held(held.picture(), 0, false);
        tick();
    }

    /// Tells the listeners when the picture has become stale, or fresh again.
    void tick() {
        if (fresh(held) != toldFresh) {
            tell();
        }
    }

    private boolean fresh(Held one) {
        return one.confirmed() && nanoTime.getAsLong() - one.confirmedAt() < LIMIT.toNanos();
    }

    private void tell() {
        tell(Set.of(Change.EVERYWHERE));
    }

    /// When it became stale or fresh as well, everybody has to know.
    private void tell(Set<String> workspaces) {
        PictureView view = current();
        boolean turned = toldFresh != view instanceof Fresh;
        toldFresh = view instanceof Fresh;
        for (var listener : listeners) {
            if (turned || listener.isConcerned(workspaces)) {
                tell(listener, view);
            }
        }
    }

    private static void tell(Listener listener, PictureView view) {
        try {
            listener.told().accept(view);
        } catch (RuntimeException bug) {
            LOG.error("A listener of the picture failed", bug);
        }
    }
}
