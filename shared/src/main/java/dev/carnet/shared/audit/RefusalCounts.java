package dev.carnet.shared.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Refusals of strangers, counted per reason and second: one entry for as many as there were, so
/// that nobody can fill the log by knocking.
public final class RefusalCounts {

    private static final Logger LOG = Logger.getLogger(RefusalCounts.class);
    private static final long SECOND_MS = 1_000;

    /// More reasons than this in one second are counted as `other`.
    private static final int REASONS = 32;

    private final AuditLog log;
    private final Clock clock;
    private final String node;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    /// @param node the replica that counts
    public RefusalCounts(AuditLog log, Clock clock, String node) {
        this.log = log;
        this.clock = clock;
        this.node = node;
    }

    /// One more refusal for that reason.
    public void count(String reason) {
        add(counts.size() < REASONS || counts.containsKey(reason) ? reason : "other", 1);
    }

    /// Writes every second what was counted, from now on.
    public void start(Vertx vertx) {
        vertx.setPeriodic(
                SECOND_MS,
                _ -> record().subscribe().with(_ -> {}, lost -> LOG.debug("Not yet", lost)));
    }

    /// Writes what was counted since the last time. What cannot be written is counted again.
    Uni<Void> record() {
        return Multi.createFrom()
                .iterable(Map.copyOf(counts).keySet())
                .onItem()
                .transformToUniAndMerge(this::record)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> record(String reason) {
        Long taken = counts.remove(reason);
        if (taken == null) {
            return Uni.createFrom().voidItem();
        }
        return log.append(event(reason, taken))
                .onFailure()
                .invoke(lost -> add(reason, taken))
                .replaceWithVoid();
    }

    private Event event(String reason, long count) {
        return Event.of(Event.SYSTEM, "refusals.count", clock.instant())
                .with("why", reason)
                .with("count", Long.toString(count))
                .with("node", node);
    }

    private void add(String reason, long more) {
        counts.merge(reason, more, Long::sum);
    }
}
