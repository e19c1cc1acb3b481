package dev.carnet.auth.signin;

import dev.carnet.auth.http.GuessLimit;
import dev.carnet.auth.http.Visitor;
import dev.carnet.auth.protocol.Limits;
import dev.carnet.shared.network.RateLimit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// How often one network may come with a link that is none of ours, at all replicas and for all
/// kinds of links together: those of invitations, of new passwords, of the first owner (V17).
@Singleton
public final class LinkAttempts {

    private final AttemptStore store;
    private final Pool pool;
    private final Clock clock;

    LinkAttempts(AttemptStore store, Pool pool, Clock clock) {
        this.store = store;
        this.pool = pool;
        this.clock = clock;
    }

    /// Looks behind a link, unless too many were wrong; one that leads somewhere costs nothing.
    public <T> Uni<Optional<T>> look(Visitor visitor, Supplier<Uni<Optional<T>>> behind) {
        Instant now = clock.instant();
        String subject = "link:" + RateLimit.network(visitor.address());
        return store.take(pool, subject, Limits.LINK_ATTEMPTS, now)
                .invoke(taken -> {
                    if (!taken) {
                        throw GuessLimit.tooMany("link_limit");
                    }
                })
                .chain(behind::get)
                .call(found ->
                        found.isPresent()
                                ? store.giveBack(pool, subject, now)
                                : Uni.createFrom().voidItem());
    }
}
