package dev.carnet.mcp.connection;

import dev.carnet.mcp.connection.Renewed.Later;
import dev.carnet.mcp.connection.Renewed.Now;
import dev.carnet.mcp.connection.Renewed.Over;
import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.connection.GivenTokens;
import dev.carnet.shared.connection.HeldTokens;
import dev.carnet.shared.connection.TokenAnswer;
import dev.carnet.shared.workspace.Ids;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Renews a person's tokens, once for all who need them. The claim is durable before the refresh
/// token is sent, and what came is durable before it is used. A claim that was never answered for
/// (its replica died, or could not save) means that the token may be spent: it is not sent again,
/// and the person connects anew (G9).
@Singleton
final class Renewal {

    private final ConnectionStore store;
    private final Letters letters;
    private final TokenEndpoints endpoints;
    private final ConnectionActs acts;
    private final Clock clock;

    Renewal(
            ConnectionStore store,
            Letters letters,
            TokenEndpoints endpoints,
            ConnectionActs acts,
            Clock clock) {
        this.store = store;
        this.letters = letters;
        this.endpoints = endpoints;
        this.acts = acts;
        this.clock = clock;
    }

    /// Newer tokens than those of this generation. Whoever stops waiting stops nobody: a renewal
    /// that was begun is finished.
    Uni<Renewed> renew(Connection connection) {
        if (!connection.renewable() || connection.key()) {
            return expire(connection);
        }
        String claim = Ids.fresh("clm");
        return store.claim(connection, claim, clock.instant().plus(ConnectionLimits.CLAIM))
                .chain(won ->
                        won
                                ? unstoppable(ask(connection, claim))
                                : look(connection, ConnectionLimits.LOOKS));
    }

    /// Goes on to its end, whoever stops waiting.
    static <T> Uni<T> unstoppable(Uni<T> work) {
        var end = new CompletableFuture<T>();
        Work.start(work, end::complete, end::completeExceptionally);
        return Uni.createFrom().completionStage(end::copy);
    }

    private Uni<Renewed> ask(Connection connection, String claim) {
        return letters.tokens(connection)
                .chain(held ->
                        endpoints
                                .renew(connection, held, held.refreshToken().orElse(""))
                                .chain(answer -> take(connection, claim, held, answer)));
    }

    private Uni<Renewed> take(
            Connection connection, String claim, HeldTokens held, TokenAnswer answer) {
        return switch (answer) {
            case TokenAnswer.Given given ->
                    save(connection, claim, held.renewed(given.tokens()), given.tokens());
            case TokenAnswer.Refused _ -> expire(connection);
            case TokenAnswer.Unclear _ -> store.release(connection, claim).replaceWith(Later::new);
        };
    }

    /// If this fails the call fails, and the claim stays until it counts as lost.
    private Uni<Renewed> save(
            Connection connection, String claim, HeldTokens tokens, GivenTokens given) {
        return letters.write(connection, tokens)
                .chain(letter ->
                        acts.recorded(
                                connection,
                                "connection.renew",
                                transaction ->
                                        store.renew(
                                                transaction,
                                                connection,
                                                claim,
                                                letter,
                                                given,
                                                clock.instant())))
                .map(saved -> saved ? new Now(tokens) : new Over());
    }

    /// Somebody else renews: their result is ours, too.
    private Uni<Renewed> look(Connection old, int looks) {
        var place = old.place();
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(ConnectionLimits.LOOK)
                .chain(() ->
                        store.find(
                                place.workspace(), place.person(), place.server(), clock.instant()))
                .chain(found -> seen(old, found, looks));
    }

    private Uni<Renewed> seen(Connection old, Optional<Connection> found, int looks) {
        Optional<Connection> same = found.filter(it -> it.place().equals(old.place()));
        if (same.isEmpty() || same.get().expired()) {
            return Uni.createFrom().item(new Over());
        }
        Connection now = same.get();
        if (now.generation() != old.generation()) {
            return letters.tokens(now).map(Now::new);
        }
        if (now.claimedUntil().filter(end -> end.isBefore(clock.instant())).isPresent()) {
            return expire(now);
        }
        return now.claimedUntil().isEmpty() || looks == 0
                ? Uni.createFrom().item(new Later())
                : look(old, looks - 1);
    }

    /// The person has to connect again.
    Uni<Renewed> expire(Connection connection) {
        return acts.recorded(
                        connection,
                        "connection.expire",
                        transaction -> store.expire(transaction, connection, clock.instant()))
                .replaceWith(Over::new);
    }
}
