package dev.carnet.mcp.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The sessions of this replica, one for each key; whoever needs one that is being opened waits for
/// it.
final class Sessions {

    private final Map<SessionKey, Future<Session>> open = new ConcurrentHashMap<>();
    private final List<Consumer<Destination>> ears = new CopyOnWriteArrayList<>();
    private final Opening opening;
    private final Eras eras;

    Sessions(Opening opening, Eras eras) {
        this.opening = opening;
        this.eras = eras;
    }

    int size() {
        return open.size();
    }

    /// The session of that key.
    Future<Session> get(SessionKey key, Pass pass) {
        Future<Session> known = open.get(key);
        if (known != null) {
            return known;
        }
        if (open.size() >= UpstreamLimits.SESSIONS && !makeRoom()) {
            return Future.failedFuture(
                    Fault.of(FaultClass.TRANSPORT, "This replica has too many sessions open."));
        }
        Promise<Session> promise = Promise.promise();
        Future<Session> underWay = open.putIfAbsent(key, promise.future());
        if (underWay != null) {
            return underWay;
        }
        opened(key, pass)
                .onComplete(done -> {
                    if (done.failed()) {
                        eras.forget(key.destination());
                        open.remove(key, promise.future());
                    } else {
                        watch(key, promise.future(), done.result());
                    }
                    promise.handle(done);
                });
        return promise.future();
    }

    void onListChanged(Consumer<Destination> ear) {
        ears.add(ear);
    }

    private void heard(SessionKey key, Notice notice) {
        switch (notice) {
            case Notice.ToolsChanged _, Notice.PromptsChanged _, Notice.ResourcesChanged _ ->
                    ears.forEach(ear -> ear.accept(key.destination()));
            case Notice.ResourceUpdated _, Notice.Resumed _ -> {}
        }
    }

    private void watch(SessionKey key, Future<Session> entry, Session session) {
        session.notices().add(notice -> heard(key, notice));
        session.closed().onComplete(_ -> open.remove(key, entry));
        // It may have been forgotten while it was being opened.
        if (!entry.equals(open.get(key))) {
            end(session);
        }
    }

    /// A session for one purpose, which its owner ends.
    Future<Session> alone(SessionKey key, Pass pass) {
        return opened(key, pass).onFailure(_ -> eras.forget(key.destination()));
    }

    /// Ends a session that its server does not know any more.
    void drop(Session session) {
        forget(session);
        end(session);
    }

    private void forget(Session session) {
        open.computeIfPresent(
                session.key(),
                (_, entry) -> entry.succeeded() && entry.result() == session ? null : entry);
    }

    /// Ends what nobody used for a while.
    void sweep() {
        opened(Session::isIdle).forEach(this::drop);
    }

    /// A program of which as many processes run for the workspace as may has the one end that was
    /// idle longest. Who has one already ends nobody's.
    private Future<Session> opened(SessionKey key, Pass pass) {
        return opening.open(key, pass)
                .recover(failed ->
                        Faults.of(failed).is(Fault.Trait.NO_ROOM) && key.lane() == 0
                                ? instead(key, pass, failed)
                                : Future.failedFuture(failed));
    }

    private Future<Session> instead(SessionKey key, Pass pass, Throwable full) {
        Optional<Session> idle =
                opened(session ->
                                session.isUnused()
                                        && session.key().sharesProgram(key)
                                        && !session.key().equals(key))
                        .stream()
                        .min(Comparator.comparingLong(Session::usedAt));
        return idle.map(
                        one -> {
                            forget(one);
                            return end(one).compose(_ -> opened(key, pass));
                        })
                .orElseGet(() -> Future.failedFuture(full));
    }

    private boolean makeRoom() {
        Optional<Session> unused = opened(Session::isUnused).stream().findFirst();
        unused.ifPresent(this::drop);
        return unused.isPresent();
    }

    /// Ends those of an upstream, also those that are being opened.
    Future<Void> end(Predicate<SessionKey> which) {
        var ends = new ArrayList<Future<Void>>();
        for (SessionKey key : List.copyOf(open.keySet())) {
            if (which.test(key)) {
                eras.forget(key.destination());
                Optional.ofNullable(open.remove(key))
                        .filter(Future::succeeded)
                        .ifPresent(entry -> ends.add(end(entry.result())));
            }
        }
        return Future.join(ends).mapEmpty();
    }

    private List<Session> opened(Predicate<Session> which) {
        return open.values().stream()
                .filter(Future::succeeded)
                .map(Future::result)
                .filter(which)
                .toList();
    }

    static Future<Void> end(Session session) {
        return session.here(
                () -> session.close(Fault.of(FaultClass.TRANSPORT, "The session was ended.")));
    }
}
