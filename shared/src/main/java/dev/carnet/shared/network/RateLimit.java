package dev.carnet.shared.network;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;

/// So many requests an address and a minute, at this replica. The table of addresses is bounded, so
/// a flood of addresses costs memory only up to its size.
public final class RateLimit {

    /// Addresses that are remembered.
    private static final int ADDRESSES = 50_000;

    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(ADDRESSES)
                    .expireAfterAccess(Duration.ofMinutes(10))
                    .build();

    private final int perMinute;

    /// A limit that refills evenly and lets so many through at once.
    public RateLimit(int perMinute) {
        this.perMinute = perMinute;
    }

    /// Whether one more request of that address is let through.
    public boolean admits(String address) {
        return buckets.get(network(address), _ -> bucket()).tryConsume(1);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build();
    }

    /// Of an IPv6 address the first 64 bits: whoever has one has all of them.
    public static String network(String address) {
        String[] groups = address.split(":", -1);
        return groups.length < 5 ? address : String.join(":", List.of(groups).subList(0, 4));
    }
}
