package dev.carnet.mcp.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.mcp.limit.Limits;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;

/// Token buckets of this replica, for limits per minute: a bucket holds as many calls as the limit
/// says, and is filled evenly. With several replicas each has its own.
final class Buckets {

    private final TimeMeter clock;
    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(Limits.TALLIES)
                    .expireAfterAccess(Duration.ofMinutes(2))
                    .build();

    Buckets(TimeMeter clock) {
        this.clock = clock;
    }

    private record Key(Counted whose, long calls) {}

    /// Takes one, or says how long it takes until there is one again.
    Optional<Duration> take(Counted whose, Allowance limit) {
        if (limit.calls() == 0) {
            return Optional.of(limit.per().length());
        }
        var probe =
                buckets.get(new Key(whose, limit.calls()), _ -> bucket(limit))
                        .tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /// How long it takes until there is one, and takes none.
    Optional<Duration> wait(Counted whose, Allowance limit) {
        if (limit.calls() == 0) {
            return Optional.of(limit.per().length());
        }
        return Optional.ofNullable(buckets.getIfPresent(new Key(whose, limit.calls())))
                .map(bucket -> bucket.estimateAbilityToConsume(1))
                .filter(probe -> !probe.canBeConsumed())
                .map(probe -> Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(Allowance limit) {
        return Bucket.builder()
                .withCustomTimePrecision(clock)
                .addLimit(one ->
                        one.capacity(limit.calls())
                                .refillGreedy(limit.calls(), limit.per().length()))
                .build();
    }
}
