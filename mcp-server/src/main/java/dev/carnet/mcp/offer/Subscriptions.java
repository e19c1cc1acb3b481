package dev.carnet.mcp.offer;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.live.Principal;
import dev.carnet.mcp.pin.Backend;
import dev.carnet.mcp.pin.Backends;
import dev.carnet.mcp.pin.Clearance;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.TableChange;
import dev.carnet.mcp.upstream.Notice;
import dev.carnet.mcp.upstream.Upstreams;
import dev.carnet.shared.caller.Caller;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Asks upstreams for updates of resources that somebody here watches: each in the session of that
/// very principal, so that nobody hears of what another one may see there.
@Singleton
final class Subscriptions {

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    private final Backends backends;
    private final Upstreams upstreams;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    Subscriptions(Backends backends, Upstreams upstreams) {
        this.backends = backends;
        this.upstreams = upstreams;
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

    /// One too many is not asked for, and hears nothing.
    private Subscription begin(
            Caller caller,
            Backend backend,
            Map<String, String> here,
            Consumer<TableChange> listener) {
        String whose = backend.id() + "\n" + Principal.of(caller).text();
        var subscription = new Subscription(backend, whose, Map.copyOf(here), listener);
        if (open.merge(whose, 1, Integer::sum) > Limits.WATCHES_PER_SERVER) {
            return subscription;
        }
        Work.start(
                backends.clearance(backend, caller, Optional.empty()),
                subscription::cleared,
                lost ->
                        LOG.debugf(
                                "%s is not asked for updates: %s",
                                backend.slug(), lost.getMessage()));
        return subscription;
    }

    /// What one caller watches at one upstream. Who is not connected there is told nothing.
    private final class Subscription {
        private final Backend backend;
        private final String whose;
        private final Map<String, String> here;
        private final Consumer<TableChange> listener;
        private Runnable stop = () -> {};
        private boolean ended;

        Subscription(
                Backend backend,
                String whose,
                Map<String, String> here,
                Consumer<TableChange> listener) {
            this.backend = backend;
            this.whose = whose;
            this.here = here;
            this.listener = listener;
        }

        synchronized void cleared(Clearance clearance) {
            if (!ended && clearance instanceof Clearance.Ready ready) {
                stop =
                        upstreams.watch(
                                backend.destination(), ready.pass(), here.keySet(), this::heard);
            }
        }

        synchronized void end() {
            if (!ended) {
                ended = true;
                open.computeIfPresent(whose, (_, many) -> many == 1 ? null : many - 1);
                stop.run();
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
