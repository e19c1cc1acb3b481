package dev.carnet.mcp.connection;

import dev.carnet.mcp.connection.Holds.Wanted;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/// A server that knows the person and wants more of them than they gave (RFC 6750 §3.1). Their
/// connection goes on for what it is good for; on the page they may give the rest. Nobody is asked
/// for what they gave already, so a server that is never content sends nobody in circles.
@Singleton
final class Widening {

    private final ConnectionStore store;
    private final ConnectionActs acts;
    private final Clock clock;

    Widening(ConnectionStore store, ConnectionActs acts, Clock clock) {
        this.store = store;
        this.acts = acts;
        this.clock = clock;
    }

    /// Who can give it.
    enum Asking {
        /// The person, on the page.
        PERSON,
        /// An operator says what people are asked for, and this is not among it.
        OPERATOR,
        /// It was given.
        NOBODY
    }

    /// Notes that it is wanted.
    ///
    /// @param most the scopes that an operator lets people be asked for; all if that is empty
    /// @param scope what the server wants
    Uni<Asking> ask(Wanted wanted, List<String> most, String scope) {
        List<String> scopes = List.of(scope.split(" +"));
        if (!most.isEmpty() && !most.containsAll(scopes)) {
            return Uni.createFrom().item(Asking.OPERATOR);
        }
        return store.find(wanted.workspace(), wanted.person(), wanted.server(), clock.instant())
                .chain(found ->
                        found.filter(it -> it.grants(scopes)).isPresent()
                                ? Uni.createFrom().item(Asking.NOBODY)
                                : found.map(it -> note(it, scope).replaceWith(Asking.PERSON))
                                        .orElseGet(() -> Uni.createFrom().item(Asking.PERSON)));
    }

    private Uni<Boolean> note(Connection connection, String scope) {
        return acts.recorded(
                connection,
                "connection.widen",
                transaction ->
                        store.want(transaction, connection, connection.scopes().wantedWith(scope)));
    }
}
