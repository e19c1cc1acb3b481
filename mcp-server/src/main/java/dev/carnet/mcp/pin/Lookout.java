package dev.carnet.mcp.pin;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.upstream.Notice;
import dev.carnet.mcp.upstream.Upstreams;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Keeps looking at what open upstreams list: at once when one is opened or says that it changed,
/// and from time to time in any case, one replica at a time. What only its users can be asked is
/// looked at by them ({@link UserLooks}).
@Singleton
public class Lookout {

    private static final Logger LOG = Logger.getLogger(Lookout.class);

    private final Backends backends;
    private final Looks looks;
    private final Upstreams upstreams;
    private final SightingStore store;
    private final Pool pool;
    private final Vertx vertx;
    private final Clock clock;
    private final Map<Backend, Runnable> watched = new HashMap<>();
    private final Map<Backend, Instant> notBefore = new ConcurrentHashMap<>();
    private final Set<String> looking = ConcurrentHashMap.newKeySet();
    private final Set<String> again = ConcurrentHashMap.newKeySet();
    private final List<BiConsumer<Backend, String>> ears = new CopyOnWriteArrayList<>();
    private long timer;

    Lookout(
            Backends backends,
            Looks looks,
            Upstreams upstreams,
            SightingStore store,
            Pool pool,
            Vertx vertx,
            Clock clock) {
        this.backends = backends;
        this.looks = looks;
        this.upstreams = upstreams;
        this.store = store;
        this.pool = pool;
        this.vertx = vertx;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(Limits.LOOKOUT_TICK.toMillis(), _ -> tick());
    }

    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        watch(Set.of());
    }

    /// Calls the listener with the URI of every resource that its upstream says was updated.
    public Runnable onUpdate(BiConsumer<Backend, String> ear) {
        ears.add(ear);
        return () -> ears.remove(ear);
    }

    private void tick() {
        Set<Backend> open =
                backends.everywhere().stream()
                        .filter(one -> one.open() && !backends.byItsUsers(one))
                        .collect(Collectors.toSet());
        watch(open);
        notBefore.keySet().retainAll(open);
        open.forEach(this::lookIfDue);
    }

    private void lookIfDue(Backend backend) {
        var now = clock.instant();
        if (now.isBefore(notBefore.getOrDefault(backend, Instant.MIN))) {
            return;
        }
        notBefore.put(backend, now.plus(Limits.LOOK_EVERY.dividedBy(4)));
        work(
                backend,
                store.turn(pool, backend, now, now.plus(Limits.LOOK_EVERY))
                        .chain(won ->
                                won
                                        ? looks.asWorkspace(backend).replaceWithVoid()
                                        : Uni.createFrom().voidItem()));
    }

    private synchronized void watch(Set<Backend> open) {
        for (Backend old : new HashSet<>(watched.keySet())) {
            if (!open.contains(old)) {
                Runnable stop = watched.remove(old);
                if (stop != null) {
                    stop.run();
                }
            }
        }
        open.stream().filter(one -> !watched.containsKey(one)).forEach(this::begin);
    }

    /// A place is taken before anybody is asked, so that nobody is watched twice.
    private void begin(Backend backend) {
        if (watched.size() >= Limits.WATCHED_SERVERS) {
            return;
        }
        watched.put(backend, () -> {});
        Work.start(
                backends.own(backend),
                cleared -> listen(backend, cleared),
                lost -> LOG.debugf("%s is not watched: %s", backend.slug(), lost.getMessage()));
    }

    private synchronized void listen(Backend backend, Clearance cleared) {
        if (cleared instanceof Clearance.Ready ready && watched.containsKey(backend)) {
            watched.put(
                    backend,
                    upstreams.watch(
                            backend.destination(),
                            ready::pass,
                            Set.of(),
                            notice -> heard(backend, notice)));
        }
    }

    private void heard(Backend backend, Notice notice) {
        switch (notice) {
            case Notice.ResourceUpdated(String uri) ->
                    ears.forEach(ear -> ear.accept(backend, uri));
            case Notice.ToolsChanged _,
                    Notice.PromptsChanged _,
                    Notice.ResourcesChanged _,
                    Notice.Resumed _ ->
                    look(backend);
        }
    }

    /// One look at a time for each upstream; what it says meanwhile is looked at afterwards.
    private void look(Backend backend) {
        if (looking.add(backend.id())) {
            work(
                    backend,
                    looks.asWorkspace(backend)
                            .replaceWithVoid()
                            .onTermination()
                            .invoke(() -> looked(backend)));
        } else {
            again.add(backend.id());
        }
    }

    private void looked(Backend backend) {
        vertx.setTimer(
                Limits.LOOK_PAUSE.toMillis(),
                _ -> {
                    looking.remove(backend.id());
                    if (again.remove(backend.id())) {
                        look(backend);
                    }
                });
    }

    private static void work(Backend backend, Uni<Void> work) {
        Work.start(
                work,
                _ -> {},
                lost ->
                        LOG.warnf(
                                "What %s lists could not be noted: %s",
                                backend.slug(), lost.getMessage()));
    }
}
