package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// What this replica knows of quotas: the sum of all replicas as of the last write, and what it
/// counted since. Between two writes a replica does not see what the others count; with two writes
/// a second nothing is known later than a second, so all together let at most so many calls too
/// many through as arrive within one. Safe to share between threads.
final class Tally {

    private final ConcurrentMap<Counted, Count> counts = new ConcurrentHashMap<>();

    /// Immutable, replaced as a whole.
    ///
    /// @param sum of all replicas, what is being written included
    /// @param waiting what was counted here and is in no sum
    private record Count(long sum, long waiting) {

        Count more() {
            return new Count(sum, waiting + 1);
        }
    }

    /// Calls to be added to the sum of all.
    record Added(Counted whose, long calls) {}

    /// Counts one call, unless there have been that many.
    boolean take(Counted whose, long most) {
        if (!counts.containsKey(whose) && counts.size() >= Limits.TALLIES) {
            return false;
        }
        var taken = new boolean[1];
        counts.compute(
                whose,
                (_, before) -> {
                    Count now = before == null ? new Count(0, 0) : before;
                    taken[0] = now.sum() + now.waiting() < most;
                    return taken[0] ? now.more() : now;
                });
        return taken[0];
    }

    /// What waits to be written. It goes on counting here until the write is done.
    List<Added> due() {
        var due = new ArrayList<Added>();
        counts.forEach((whose, count) -> {
            if (count.waiting() > 0) {
                due.add(new Added(whose, count.waiting()));
            }
        });
        return due;
    }

    /// That was written, and this is the sum of all replicas now.
    void written(Added added, long sum) {
        counts.computeIfPresent(
                added.whose(), (_, before) -> new Count(sum, before.waiting() - added.calls()));
    }

    /// Forgets times that are over and written down.
    void forget(Instant now) {
        counts.entrySet()
                .removeIf(one ->
                        one.getValue().waiting() == 0
                                && one.getKey().began().plus(Duration.ofDays(1)).isBefore(now));
    }
}
