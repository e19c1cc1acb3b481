package dev.carnet.mcp.pin;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.upstream.Upstreams;
import dev.carnet.shared.caller.Caller;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Looks at what a server lists where only those who use it can prove themselves: with what proves
/// one of them, before they use it, as often as other servers are looked at. What the server says
/// in the session of somebody who uses it makes the next use look at once.
@Singleton
public class UserLooks {

    private static final Logger LOG = Logger.getLogger(UserLooks.class);

    private final Backends backends;
    private final Looks looks;
    private final Upstreams upstreams;
    private final SightingStore store;
    private final Pool pool;
    private final Clock clock;
    private final Map<String, Instant> looked =
            Caffeine.newBuilder()
                    .maximumSize(PinLimits.REMEMBERED)
                    .<String, Instant>build()
                    .asMap();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    UserLooks(
            Backends backends,
            Looks looks,
            Upstreams upstreams,
            SightingStore store,
            Pool pool,
            Clock clock) {
        this.backends = backends;
        this.looks = looks;
        this.upstreams = upstreams;
        this.store = store;
        this.pool = pool;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent event) {
        upstreams.onListChanged(server -> changed(server.serverId()));
    }

    /// The server says that what it lists is another now.
    private void changed(String server) {
        if (looked.containsKey(server)) {
            told.add(server);
        }
    }

    /// Done when what the server lists is known well enough for that caller to use it. A look that
    /// fails or takes too long changes nothing.
    public Uni<Void> before(Backend backend, Caller caller) {
        if (!backends.byItsUsers(backend)) {
            return Uni.createFrom().voidItem();
        }
        Instant now = clock.instant();
        Instant last = looked.getOrDefault(backend.id(), Instant.MIN);
        boolean urgent = now.isAfter(last.plus(Limits.LOOK_PAUSE)) && told.remove(backend.id());
        if (!urgent && now.isBefore(last.plus(Limits.LOOK_EVERY))) {
            return Uni.createFrom().voidItem();
        }
        looked.put(backend.id(), now);
        return store.turn(pool, backend, now, now.plus(Limits.LOOK_EVERY))
                .chain(mine ->
                        mine || urgent
                                ? looks.asUser(backend, caller)
                                : Uni.createFrom().voidItem())
                .ifNoItem()
                .after(PinLimits.LOOK_BEFORE_USE)
                .recoverWithUni(() -> Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithUni(lost -> missed(backend, lost));
    }

    private static Uni<Void> missed(Backend backend, Throwable lost) {
        LOG.warnf("What %s lists could not be noted: %s", backend.slug(), lost.getMessage());
        return Uni.createFrom().voidItem();
    }
}
