package dev.carnet.mcp.connection;

import dev.carnet.mcp.connection.Connection.Trial;
import dev.carnet.mcp.server.OneLook;
import dev.carnet.mcp.server.ServerState;
import dev.carnet.mcp.server.Servers;
import dev.carnet.mcp.upstream.Broken;
import dev.carnet.mcp.upstream.FaultClass;
import dev.carnet.mcp.upstream.Offering;
import dev.carnet.mcp.upstream.Pass;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Tries people's keys before they count: a live `tools/list` as that person, in a session of its
/// own, at the address the key was given for. What is refused is forgotten at once and proves
/// nobody in any call; a server that is away leaves the key as it was, for the next use to try.
@Singleton
final class KeyTrials {

    private static final Logger LOG = Logger.getLogger(KeyTrials.class);

    private final TrialStore store;
    private final ConnectionStore connections;
    private final Letters letters;
    private final Servers servers;
    private final OneLook looks;
    private final ConnectionActs acts;
    private final Clock clock;

    KeyTrials(
            TrialStore store,
            ConnectionStore connections,
            Letters letters,
            Servers servers,
            OneLook looks,
            ConnectionActs acts,
            Clock clock) {
        this.store = store;
        this.connections = connections;
        this.letters = letters;
        this.servers = servers;
        this.looks = looks;
        this.acts = acts;
        this.clock = clock;
    }

    /// A key that the caller has claimed.
    record Claimed(Connection connection, String claim) {}

    /// Claims keys that nobody has tried.
    Uni<List<Claimed>> take(int most) {
        String claim = Ids.fresh("clm");
        return store.take(claim, clock.instant(), most)
                .map(all -> all.stream().map(one -> new Claimed(one, claim)).toList());
    }

    /// How that key does: found out now, or by whoever tries it already. A trial that was begun is
    /// finished, whoever stops waiting.
    Uni<Trial> now(Connection connection) {
        var mine = new Claimed(connection, Ids.fresh("clm"));
        return store.claim(connection, mine.claim(), clock.instant())
                .chain(won ->
                        won
                                ? Renewal.unstoppable(run(mine))
                                : look(connection, ConnectionLimits.LOOKS));
    }

    /// Tries a key and writes down how it did.
    Uni<Trial> run(Claimed claimed) {
        Connection connection = claimed.connection();
        return verdict(connection)
                .chain(trial ->
                        trial == connection.trial()
                                ? connections
                                        .release(connection, claimed.claim())
                                        .replaceWith(trial)
                                : mark(claimed, trial));
    }

    private Uni<Trial> mark(Claimed claimed, Trial trial) {
        Connection connection = claimed.connection();
        return acts.recorded(
                        connection,
                        act(trial),
                        transaction ->
                                store.mark(
                                        transaction,
                                        connection,
                                        claimed.claim(),
                                        trial,
                                        clock.instant()))
                .map(marked -> marked ? trial : Trial.OPEN);
    }

    private static String act(Trial trial) {
        return switch (trial) {
            case PROVEN -> "connection.prove";
            case REFUSED -> "connection.refuse";
            case AWAY, OPEN -> "connection.away";
        };
    }

    private Uni<Trial> verdict(Connection connection) {
        return there(connection)
                .map(server ->
                        letters.key(connection)
                                .chain(key -> looks.at(server, pass(server, connection, key)))
                                .map(KeyTrials::judged)
                                .onFailure()
                                .recoverWithItem(fault -> broken(connection, fault)))
                .orElseGet(() -> Uni.createFrom().item(Trial.AWAY));
    }

    /// What was given for an address is shown at no other, and nowhere that nobody approved.
    private Optional<ServerState> there(Connection connection) {
        var place = connection.place();
        return servers.byId(place.workspace(), place.server())
                .filter(ServerState::callable)
                .filter(server -> server.destination().address().equals(connection.resource()));
    }

    private static Pass pass(ServerState server, Connection connection, String key) {
        return new Pass(server.shown(key), "trial " + connection.principal());
    }

    private static Trial judged(Offering offering) {
        return switch (offering) {
            case Offering.Offer offer -> offer.listsTools() ? Trial.PROVEN : Trial.AWAY;
            case Broken broken ->
                    broken.kind() == FaultClass.AUTHENTICATION ? Trial.REFUSED : Trial.AWAY;
        };
    }

    private static Trial broken(Connection connection, Throwable fault) {
        LOG.warnf("key %s was not tried: %s", connection.place().connection(), fault.getMessage());
        return Trial.AWAY;
    }

    /// Somebody else tries it: what they find out is true for all.
    private Uni<Trial> look(Connection old, int looks) {
        var place = old.place();
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(ConnectionLimits.LOOK)
                .chain(() ->
                        connections.find(
                                place.workspace(), place.person(), place.server(), clock.instant()))
                .chain(found -> seen(old, found, looks));
    }

    private Uni<Trial> seen(Connection old, Optional<Connection> found, int looks) {
        Trial trial =
                found.filter(it -> it.place().equals(old.place()))
                        .map(Connection::trial)
                        .orElse(Trial.REFUSED);
        boolean waits =
                found.flatMap(Connection::claimedUntil).isPresent() && trial != Trial.REFUSED;
        return trial == Trial.PROVEN || !waits || looks == 0
                ? Uni.createFrom().item(trial)
                : look(old, looks - 1);
    }
}
