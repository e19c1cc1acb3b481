package dev.carnet.mcp.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;

/// What each destination spoke the last time. Forgotten after a while and after every trouble, so
/// that a server may move on to the next era.
final class Eras {

    private final Cache<Destination, Greeting> known =
            Caffeine.newBuilder()
                    .maximumSize(UpstreamLimits.REMEMBERED)
                    .expireAfterWrite(Duration.ofMinutes(10))
                    .build();

    Optional<Greeting> known(Destination destination) {
        return Optional.ofNullable(known.getIfPresent(destination));
    }

    void learn(Destination destination, Greeting greeting) {
        known.put(destination, greeting);
    }

    void forget(Destination destination) {
        known.invalidate(destination);
    }
}
