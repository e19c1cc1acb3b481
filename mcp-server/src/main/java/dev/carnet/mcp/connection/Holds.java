package dev.carnet.mcp.connection;

import dev.carnet.mcp.connection.Hold.Away;
import dev.carnet.mcp.connection.Hold.Nothing;
import dev.carnet.mcp.connection.Hold.Secret;
import dev.carnet.mcp.connection.Hold.Untried;
import dev.carnet.shared.connection.HeldTokens;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Predicate;

/// What a person holds for a server, looked up at each use, so that a connection that was ended or
/// revoked counts for no call that starts afterwards, on any replica.
@Singleton
final class Holds {

    private final ConnectionStore store;
    private final Letters letters;
    private final Renewal renewal;
    private final KeyTrials trials;
    private final Clock clock;

    Holds(ConnectionStore store, Letters letters, Renewal renewal, KeyTrials trials, Clock clock) {
        this.store = store;
        this.letters = letters;
        this.renewal = renewal;
        this.trials = trials;
        this.clock = clock;
    }

    /// Whose connection to what, and where the server is now.
    record Wanted(String workspace, String person, String server, String address) {}

    /// What counts now, renewed if it is about to end.
    Uni<Hold> now(Wanted wanted) {
        return usable(wanted)
                .chain(found ->
                        found.map(this::open)
                                .orElseGet(() -> Uni.createFrom().item(new Nothing())));
    }

    /// What counts after the server has refused a secret: a newer one, got once. If that is
    /// refused, too, or there is none, the person connects anew.
    ///
    /// @param refused whether it was this one
    Uni<Hold> after(Wanted wanted, Predicate<Secret> refused) {
        return usable(wanted)
                .chain(found ->
                        found.map(connection -> after(connection, refused))
                                .orElseGet(() -> Uni.createFrom().item(new Nothing())));
    }

    /// What was given for an address goes to no other.
    private Uni<Optional<Connection>> usable(Wanted wanted) {
        return store.find(wanted.workspace(), wanted.person(), wanted.server(), clock.instant())
                .map(found ->
                        found.filter(it -> !it.expired())
                                .filter(it -> it.resource().equals(wanted.address())));
    }

    private Uni<Hold> open(Connection connection) {
        if (connection.trial() != Connection.Trial.PROVEN) {
            return tried(connection);
        }
        return connection.key() || connection.isFresh(clock.instant())
                ? held(connection).<Hold>map(secret -> secret)
                : renewed(connection);
    }

    /// A key that the server has not taken yet is shown there in no call.
    private Uni<Hold> tried(Connection connection) {
        return trials.now(connection)
                .chain(trial ->
                        switch (trial) {
                            case PROVEN -> held(connection).<Hold>map(secret -> secret);
                            case REFUSED -> Uni.createFrom().item(new Nothing());
                            case AWAY, OPEN -> Uni.createFrom().item(new Untried());
                        });
    }

    private Uni<Hold> after(Connection connection, Predicate<Secret> refused) {
        if (connection.trial() != Connection.Trial.PROVEN) {
            return tried(connection);
        }
        return held(connection)
                .chain(secret -> {
                    if (!refused.test(secret)) {
                        return Uni.createFrom().item(secret);
                    }
                    return secret.key() || connection.wasJustRenewed(clock.instant())
                            ? expired(connection)
                            : renewed(connection);
                });
    }

    private Uni<Secret> held(Connection connection) {
        return connection.key()
                ? letters.key(connection).map(key -> new Secret(key, true, connection.principal()))
                : letters.tokens(connection).map(tokens -> secret(tokens, connection));
    }

    private Uni<Hold> expired(Connection connection) {
        return renewal.expire(connection).replaceWith(Nothing::new);
    }

    private Uni<Hold> renewed(Connection connection) {
        return renewal.renew(connection)
                .map(renewed ->
                        switch (renewed) {
                            case Renewed.Now now -> secret(now.tokens(), connection);
                            case Renewed.Over _ -> new Nothing();
                            case Renewed.Later _ -> new Away();
                        });
    }

    private static Secret secret(HeldTokens tokens, Connection connection) {
        return new Secret(tokens.accessToken(), false, connection.principal());
    }
}
