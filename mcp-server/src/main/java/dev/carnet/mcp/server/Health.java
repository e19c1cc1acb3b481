package dev.carnet.mcp.server;

import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.mcp.upstream.Probing;
import dev.carnet.mcp.upstream.Upstreams;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Looks after servers in the background. It never uses a person's credential: of a server that
/// wants people to prove themselves it is enough that it asks. What it finds is shown and switches
/// nothing off.
@Singleton
public class Health {

    private static final Logger LOG = Logger.getLogger(Health.class);

    private final HealthStore store;
    private final HealthChanges changes;
    private final Passes passes;
    private final Instance<Upstreams> upstreams;
    private final Pool pool;
    private final Clock clock;

    Health(
            HealthStore store,
            HealthChanges changes,
            Passes passes,
            Instance<Upstreams> upstreams,
            Pool pool,
            Clock clock) {
        this.store = store;
        this.changes = changes;
        this.passes = passes;
        this.upstreams = upstreams;
        this.pool = pool;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(
                ServerLimits.HEALTH_PACE.toMillis(),
                () -> Work.start(round(), done -> {}, Health::lost));
    }

    /// Looks at the servers whose turn it is, each once.
    Uni<Void> round() {
        return store.claim(pool, clock.instant())
                .chain(servers ->
                        Multi.createFrom()
                                .iterable(servers)
                                .onItem()
                                .transformToUniAndMerge(this::look)
                                .collect()
                                .last()
                                .replaceWithVoid());
    }

    /// What nobody approved is shown nothing: that it answers is enough there, too.
    private Uni<Void> look(ServerState server) {
        Uni<Optional<Pass>> shown =
                server.callable()
                        ? passes.ofWorkspace(server)
                        : Uni.createFrom().item(Optional.empty());
        return shown.map(pass -> pass.orElseGet(() -> new Pass(Map.of(), "health " + server.id())))
                .chain(pass -> probed(server, pass))
                .chain(probing -> note(server, probing))
                .onFailure()
                .recoverWithUni(failure -> {
                    lost(failure);
                    return Uni.createFrom().voidItem();
                });
    }

    /// A principal of its own, whose session ends with the look.
    private Uni<Probing> probed(ServerState server, Pass pass) {
        var own = new Pass(pass.headers(), "health " + server.id());
        return upstreams
                .get()
                .probe(server.destination(), own)
                .ifNoItem()
                .after(ServerLimits.HEALTH_TIME)
                .recoverWithItem(() ->
                        new Broken(
                                FaultClass.TRANSPORT,
                                "It did not answer in time.",
                                Optional.empty()));
    }

    private Uni<Void> note(ServerState server, Probing probing) {
        return switch (probing) {
            case Probing.Alive alive -> note(server, "ok", "It answers.");
            case Broken broken when asksWho(server, broken) ->
                    note(server, "ok", "It answers, and asks who is there.");
            case Broken broken ->
                    note(
                            server,
                            broken.kind().name().toLowerCase(Locale.ROOT),
                            broken.publicText());
        };
    }

    private static boolean asksWho(ServerState server, Broken broken) {
        return broken.kind() == FaultClass.AUTHENTICATION
                && switch (server.authentication().is()) {
                    case PERSON_OAUTH, PERSON_KEY, ASSERTION -> true;
                    case WORKSPACE_KEY -> !server.callable();
                    case NONE -> false;
                };
    }

    private Uni<Void> note(ServerState server, String status, String text) {
        return changes.note(server, status, text, clock.instant());
    }

    private static void lost(Throwable fault) {
        LOG.warnf("a look at servers came to nothing: %s", fault.getMessage());
    }
}
