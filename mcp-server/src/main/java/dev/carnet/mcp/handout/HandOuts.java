package dev.carnet.mcp.handout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/// Token buckets of this replica: an agent that fetches a credential again and again is not using
/// it.
final class HandOuts {

    private record Key(String workspace, String agent, String server) {}

    private final TimeMeter clock;
    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(HandOutLimits.REMEMBERED)
                    .expireAfterAccess(HandOutLimits.SPAN.multipliedBy(2))
                    .build();

    HandOuts(TimeMeter clock) {
        this.clock = clock;
    }

    /// Whether there may be one more.
    boolean take(String workspace, String agent, String server) {
        return buckets.get(new Key(workspace, agent, server), _ -> bucket()).tryConsume(1);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(clock)
                .addLimit(one ->
                        one.capacity(HandOutLimits.TIMES)
                                .refillGreedy(HandOutLimits.TIMES, HandOutLimits.SPAN))
                .build();
    }
}
