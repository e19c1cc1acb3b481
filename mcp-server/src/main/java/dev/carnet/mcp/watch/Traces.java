package dev.carnet.mcp.watch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;

/// What this replica remembers of whom. Who was not seen for long is forgotten, and of too many the
/// least used.
@ApplicationScoped
class Traces {

    private final Cache<Whose, Trace> all =
            Caffeine.newBuilder()
                    .maximumSize(WatchLimits.PRINCIPALS)
                    .expireAfterAccess(WatchLimits.REMEMBERED)
                    .build();

    Trace of(Whose whose) {
        return all.get(whose, _ -> new Trace());
    }
}
