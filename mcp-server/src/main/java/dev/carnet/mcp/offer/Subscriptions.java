package dev.carnet.mcp.offer;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.pin.Backend;
import dev.carnet.mcp.pin.Backends;
import dev.carnet.mcp.pin.Clearance;
import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.TableChange;
import dev.carnet.mcp.upstream.Notice;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Upstreams;
import dev.carnet.shared.audit.Event;
import dev.carnet.shared.caller.Caller;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Asks upstreams for updates of resources that somebody here watches: each in the session of that
/// very principal, so that nobody hears of what another one may see there.
@Singleton
final class Subscriptions {

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    private final Backends backends;
    private final Upstreams upstreams;
    private final WatchEntries entries;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    private final Set<Subscription> watched = ConcurrentHashMap.newKeySet();

    Subscriptions(Backends backends, Upstreams upstreams, WatchEntries entries) {
        this.backends = backends;
        this.upstreams = upstreams;
        this.entries = entries;
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(Limits.WATCH_RENEWED.toMillis(), this::renew);
    }

    /// Begins one for each upstream; what is returned ends them.
    ///
    /// @param wanted by the URIs they have here
    Runnable begin(
            Caller caller, Map<String, OfferedResource> wanted, Consumer<TableChange> listener) {
        var byServer = new HashMap<String, Map<String, String>>();
        wanted.forEach((here, one) ->
                byServer.computeIfAbsent(one.thing().serverId(), _ -> new HashMap<>())
                        .put(one.from().name(), here));
        List<Subscription> all =
                byServer.entrySet().stream()
                        .flatMap(one ->
                                backends.find(caller.workspace(), one.getKey()).stream()
                                        .filter(Backend::open)
                                        .map(backend ->
                                                begin(caller, backend, one.getValue(), listener)))
                        .toList();
        return () -> all.forEach(Subscription::end);
    }

    /// What to say where this caller watches on as many streams as it may at one of those servers.
    Optional<String> crowded(Caller caller, Set<String> servers) {
        return servers.stream()
                .filter(server ->
                        open.getOrDefault(whose(server, caller), 0) >= Limits.WATCHES_PER_SERVER)
                .flatMap(server -> backends.find(caller.workspace(), server).stream())
                .map(backend ->
                        "You watch resources of %s on %d streams already: end one of them first."
                                .formatted(backend.slug(), Limits.WATCHES_PER_SERVER))
                .findFirst();
    }

    private static String whose(String server, Caller caller) {
        return server + "\n" + Principal.of(caller).text();
    }

    /// Looks again at what the watchers show there: who is not connected any more stops watching,
    /// and who is shows what is theirs by now as soon as the stream is opened anew. What has its
    /// end in the record already ends, and begins anew.
    void renew() {
        Set<String> begun =
                watched.stream()
                        .flatMap(one -> one.begun().stream())
                        .collect(Collectors.toUnmodifiableSet());
        entries.ended(
                begun,
                ended -> {
                    watched.forEach(one -> one.lapse(ended));
                    watched.forEach(Subscription::renew);
                });
    }

    /// One too many, of two that came at the same moment, is not asked for and hears nothing.
    private Subscription begin(
            Caller caller,
            Backend backend,
            Map<String, String> here,
            Consumer<TableChange> listener) {
        String whose = whose(backend.id(), caller);
        var subscription = new Subscription(caller, backend, whose, Map.copyOf(here), listener);
        if (open.merge(whose, 1, Integer::sum) > Limits.WATCHES_PER_SERVER) {
            return subscription;
        }
        watched.add(subscription);
        subscription.renew();
        return subscription;
    }

    /// What a server was asked, with its begin.
    private record Begun(Event begin, Runnable leaving) {}

    /// What one caller watches at one upstream. Who is not connected there is told nothing. The
    /// server hears of it once its begin is in the record, and the end is there, too.
    private final class Subscription {
        private final Caller caller;
        private final String server;
        private final String whose;
        private final Map<String, String> here;
        private final Consumer<TableChange> listener;
        private Backend backend;
        private Optional<Event> opening = Optional.empty();
        private Optional<Begun> stop = Optional.empty();
        private volatile Pass pass = new Pass(Map.of(), "");
        private boolean ended;

        Subscription(
                Caller caller,
                Backend backend,
                String whose,
                Map<String, String> here,
                Consumer<TableChange> listener) {
            this.caller = caller;
            this.backend = backend;
            this.server = backend.id();
            this.whose = whose;
            this.here = here;
            this.listener = listener;
        }

        /// What is given for a server goes to where it is now, and to none that is closed.
        void renew() {
            backends.find(caller.workspace(), server)
                    .filter(Backend::open)
                    .ifPresentOrElse(this::renew, this::leave);
        }

        private void renew(Backend now) {
            Work.start(
                    backends.clearance(now, caller, Optional.empty()),
                    clearance -> cleared(now, clearance),
                    lost ->
                            LOG.debugf(
                                    "%s is not asked for updates: %s",
                                    now.slug(), lost.getMessage()));
        }

        private synchronized void cleared(Backend now, Clearance clearance) {
            if (ended) {
                return;
            }
            if (!now.destination().equals(backend.destination())) {
                leave();
                backend = now;
            }
            if (clearance instanceof Clearance.Ready ready) {
                pass = ready.pass();
                open();
            } else {
                leave();
            }
        }

        private void open() {
            if (stop.isPresent() || opening.isPresent()) {
                return;
            }
            Event begin = entries.begin(caller, backend.slug(), here.keySet());
            opening = Optional.of(begin);
            entries.write(begin, () -> opened(begin), () -> unopened(begin));
        }

        /// Who left meanwhile was never heard of there.
        private synchronized void opened(Event begin) {
            if (!opening.equals(Optional.of(begin))) {
                entries.end(begin, "aborted");
                return;
            }
            opening = Optional.empty();
            Runnable leaving =
                    upstreams.watch(backend.destination(), () -> pass, here.keySet(), this::heard);
            stop = Optional.of(new Begun(begin, leaving));
        }

        /// Its begin, if the server was asked.
        synchronized Optional<String> begun() {
            return stop.map(one -> one.begin().eid());
        }

        /// One whose end somebody else wrote is not there any more.
        synchronized void lapse(Set<String> ends) {
            Optional<Begun> over = stop.filter(one -> ends.contains(one.begin().eid()));
            over.ifPresent(one -> {
                one.leaving().run();
                stop = Optional.empty();
            });
        }

        /// Nothing is asked that cannot be recorded; the next look tries again.
        private synchronized void unopened(Event begin) {
            opening = opening.filter(one -> !one.equals(begin));
        }

        private synchronized void leave() {
            opening = Optional.empty();
            stop.ifPresent(one -> {
                one.leaving().run();
                entries.end(one.begin(), "ok");
            });
            stop = Optional.empty();
        }

        synchronized void end() {
            if (!ended) {
                ended = true;
                watched.remove(this);
                open.computeIfPresent(whose, (_, many) -> many == 1 ? null : many - 1);
                leave();
            }
        }

        /// After a gap anything may have changed. What nobody asked for is not passed on.
        private void heard(Notice notice) {
            if (notice instanceof Notice.ResourceUpdated(String theirs)) {
                Optional.ofNullable(here.get(theirs)).ifPresent(this::tell);
            } else if (notice instanceof Notice.Resumed) {
                here.values().forEach(this::tell);
            }
        }

        private void tell(String uri) {
            listener.accept(new TableChange.ResourceUpdated(uri));
        }
    }
}
