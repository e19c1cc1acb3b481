package dev.carnet.mcp.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.stream.Work;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Calls that want to begin under a quota. All replicas count in one row, by a statement that lets
/// through no more than the quota says, so exactly so many begin, wherever they come in. One
/// statement is on its way at a time, and what comes meanwhile goes with the next; what is known to
/// be used up asks no more. Safe to share between threads.
final class Quotas {

    private final Function<List<Asked>, Uni<List<Granted>>> store;
    private final Cache<Counted, Long> usedUp =
            Caffeine.newBuilder()
                    .maximumSize(Limits.TALLIES)
                    .expireAfterWrite(Limits.QUOTAS_KEPT)
                    .build();
    private final Map<Quota, List<UniEmitter<? super Boolean>>> waiting = new LinkedHashMap<>();
    private int callers;
    private boolean writing;

    /// @param store counts them all in one transaction, and says what came of each
    Quotas(Function<List<Asked>, Uni<List<Granted>>> store) {
        this.store = store;
    }

    /// Whose count it is, and where it ends.
    record Quota(Counted whose, long most) {}

    /// Calls that want to begin.
    record Asked(Quota quota, long calls) {}

    /// What came of it.
    ///
    /// @param calls how many of them may begin
    /// @param sum of all replicas
    record Granted(Quota quota, long calls, long sum) {}

    /// One statement's calls.
    private record Batch(Map<Quota, List<UniEmitter<? super Boolean>>> callers) {

        List<Asked> asked() {
            return callers.entrySet().stream()
                    .map(one -> new Asked(one.getKey(), one.getValue().size()))
                    .toList();
        }

        List<UniEmitter<? super Boolean>> all() {
            return callers.values().stream().flatMap(List::stream).toList();
        }
    }

    /// Counts one call, unless there have been that many. Fails when nobody can count: then it may
    /// have been counted and does not begin, which errs to the strict side.
    Uni<Boolean> take(Counted whose, long most) {
        Long sum = usedUp.getIfPresent(whose);
        if (most == 0 || (sum != null && sum >= most)) {
            return Uni.createFrom().item(false);
        }
        Uni<Boolean> taken =
                Uni.createFrom()
                        .<Boolean>emitter(caller -> join(new Quota(whose, most), caller))
                        .ifNoItem()
                        .after(Limits.QUOTA_TIME)
                        .fail();
        Context context = Vertx.currentContext();
        return context == null
                ? taken
                : taken.emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    private void join(Quota quota, UniEmitter<? super Boolean> caller) {
        if (queue(quota, caller)) {
            begin();
        } else {
            caller.fail(new IllegalStateException("too many calls wait to be counted"));
        }
    }

    private synchronized boolean queue(Quota quota, UniEmitter<? super Boolean> caller) {
        if (callers == Limits.QUOTA_CALLERS) {
            return false;
        }
        callers++;
        return waiting.computeIfAbsent(quota, _ -> new ArrayList<>()).add(caller);
    }

    private void begin() {
        Batch batch = next();
        if (!batch.callers().isEmpty()) {
            Work.start(
                    Uni.createFrom().deferred(() -> store.apply(batch.asked())),
                    granted -> over(batch, granted),
                    fault -> failed(batch, fault));
        }
    }

    /// What waits, if nothing is on its way.
    private synchronized Batch next() {
        var callersOf = new HashMap<Quota, List<UniEmitter<? super Boolean>>>();
        if (!writing) {
            var rest = waiting.entrySet().iterator();
            while (rest.hasNext() && callersOf.size() < Limits.QUOTAS_AT_ONCE) {
                var one = rest.next();
                callersOf.put(one.getKey(), one.getValue());
                callers -= one.getValue().size();
                rest.remove();
            }
            writing = !callersOf.isEmpty();
        }
        return new Batch(callersOf);
    }

    private synchronized void done() {
        writing = false;
    }

    private void over(Batch batch, List<Granted> all) {
        done();
        begin();
        for (Granted granted : all) {
            if (granted.sum() >= granted.quota().most()) {
                usedUp.put(granted.quota().whose(), granted.sum());
            }
            var asking = batch.callers().getOrDefault(granted.quota(), List.of());
            for (int i = 0; i < asking.size(); i++) {
                asking.get(i).complete(i < granted.calls());
            }
        }
    }

    private void failed(Batch batch, Throwable fault) {
        done();
        begin();
        batch.all().forEach(caller -> caller.fail(fault));
    }
}
