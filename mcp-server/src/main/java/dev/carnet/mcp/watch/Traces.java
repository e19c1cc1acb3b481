package dev.carnet.mcp.watch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;

/// What this replica remembers of whom. Who was not seen for long is forgotten, and of too many the
/// least used, first of the same workspace: whoever issues passports in a loop has no other
/// workspace's counts forgotten.
@ApplicationScoped
class Traces {

    private final Cache<String, Cache<String, Trace>> workspaces =
            Caffeine.newBuilder()
                    .maximumSize(WatchLimits.WORKSPACES)
                    .expireAfterAccess(WatchLimits.REMEMBERED)
                    .build();

    Trace of(Whose whose) {
        return workspaces.get(whose.workspace(), _ -> fresh()).get(whose.name(), _ -> new Trace());
    }

    /// One workspace more: each has an equal share of what there is, and a quarter at most.
    private synchronized Cache<String, Trace> fresh() {
        long share = share(workspaces.asMap().size() + 1);
        workspaces.asMap().values().forEach(one -> bound(one, share));
        return Caffeine.newBuilder()
                .maximumSize(share)
                .expireAfterAccess(WatchLimits.REMEMBERED)
                .build();
    }

    private static void bound(Cache<String, Trace> traces, long share) {
        traces.policy().eviction().ifPresent(eviction -> eviction.setMaximum(share));
    }

    private static long share(int workspaces) {
        return Math.min(WatchLimits.PRINCIPALS / 4, WatchLimits.PRINCIPALS / workspaces);
    }

    /// How many are remembered of that workspace.
    long remembered(String workspace) {
        Cache<String, Trace> traces = workspaces.getIfPresent(workspace);
        if (traces == null) {
            return 0;
        }
        traces.cleanUp();
        return traces.estimatedSize();
    }
}
