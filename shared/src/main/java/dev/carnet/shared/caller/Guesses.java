package dev.carnet.shared.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// How often one network may be wrong about one secret of ours that nobody can guess anyway, at
/// this replica: it spares the work, and makes a guesser visible. It is counted by network *and* by
/// what the secret is of, so that nobody shuts out a client or key whose id they know, and a
/// program that lost its secret shuts out itself only. A guess is taken before the secret is looked
/// at, so that guesses of the same moment cannot all pass (V17); whoever is right gets it back.
public final class Guesses {

    private static final int REMEMBERED = 50_000;

    private final Cache<Of, AtomicInteger> taken;
    private final int limit;

    /// So many in a window, which begins with the first.
    public Guesses(int limit, Duration window, Clock clock) {
        this.limit = limit;
        this.taken =
                Caffeine.newBuilder()
                        .maximumSize(REMEMBERED)
                        .expireAfterWrite(window)
                        .ticker(() -> nanos(clock.instant()))
                        .build();
    }

    private static long nanos(Instant now) {
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /// What is guessed, and from where.
    ///
    /// @param network the network of whoever guesses
    /// @param secret what the secret is of, for example a client's id
    public record Of(String network, String secret) {}

    /// Takes one, or finds that none is left.
    public boolean take(Of guess) {
        var count = taken.get(guess, _ -> new AtomicInteger());
        return count.getAndUpdate(so -> Math.min(so + 1, limit)) < limit;
    }

    /// Gives one back: it was right, or was never looked at.
    public void giveBack(Of guess) {
        Optional.ofNullable(taken.getIfPresent(guess))
                .ifPresent(count -> count.updateAndGet(so -> Math.max(so - 1, 0)));
    }
}
