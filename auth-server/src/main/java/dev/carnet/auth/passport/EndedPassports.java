package dev.carnet.auth.passport;

import dev.carnet.auth.rest.Limits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/// Passports that ended so long ago that nobody renews them or asks about them here.
@Singleton
public final class EndedPassports {

    private final EndedPassportStore store = new EndedPassportStore();
    private final Pool pool;
    private final Clock clock;

    EndedPassports(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /// Removes them, batch by batch, and says how many went.
    public Uni<Integer> sweep() {
        return sweep(clock.instant().minus(Limits.PASSPORT_KEPT));
    }

    private Uni<Integer> sweep(Instant before) {
        int most = Limits.PASSPORTS_SWEPT;
        return store.removeLines(pool, before, most)
                .chain(lines -> store.removeAlone(pool, before, most).map(alone -> lines + alone))
                .chain(count ->
                        count < most
                                ? Uni.createFrom().item(count)
                                : sweep(before).map(more -> more + count));
    }
}
