package dev.carnet.shared.audit;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import dev.carnet.shared.audit.RecoveryStore.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Decides, under the locks, what becomes of each event of a batch: its place in the log, its old
/// place, or a refusal. Pure.
final class Plan {

    /// What becomes of an event.
    sealed interface Fate {
        /// It gets this place.
        record Placed(Entry entry) implements Fate {}

        /// It has had this place since an earlier attempt, or another process gave it one.
        record There(Receipt receipt) implements Fate {}

        /// It does not enter the log.
        record Refused(Reason reason) implements Fate {}
    }

    private final Map<String, Linker> logs = new LinkedHashMap<>();
    private final Map<UUID, Fate> fates = new HashMap<>();
    private final Set<UUID> ended = new HashSet<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<UUID> settled = new ArrayList<>();
    private final Map<String, Head> heads;
    private final Known known;
    private final Instant now;

    private Plan(Map<String, Head> heads, Known known, Instant now) {
        this.heads = heads;
        this.known = known;
        this.now = now;
    }

    /// The plan for that batch.
    ///
    /// @param heads locked, by workspace
    static Plan of(List<Waiting> batch, Map<String, Head> heads, Known known, Instant now) {
        var plan = new Plan(heads, known, now);
        for (Waiting waiting : batch) {
            plan.fates.computeIfAbsent(waiting.prepared().eid(), eid -> plan.decide(waiting));
        }
        return plan;
    }

    Fate fate(Waiting waiting) {
        return Objects.requireNonNull(fates.get(waiting.prepared().eid()));
    }

    /// The logs that grow.
    List<Linker> logs() {
        return List.copyOf(logs.values());
    }

    /// The new entries.
    List<Entry> entries() {
        return entries;
    }

    /// Events that leave the outbox.
    List<UUID> settled() {
        return settled;
    }

    /// Whether this clock is behind what the logs already say.
    boolean clockRegressed() {
        return logs.values().stream()
                .anyMatch(log ->
                        Duration.between(now, log.before().time())
                                        .compareTo(AuditLimits.CLOCK_REGRESSION)
                                > 0);
    }

    private Fate decide(Waiting waiting) {
        Prepared event = waiting.prepared();
        Receipt written = known.written().get(event.eid());
        if (written != null) {
            return new Fate.There(written);
        }
        return refusal(waiting)
                .<Fate>map(Fate.Refused::new)
                .orElseGet(() -> new Fate.Placed(place(waiting)));
    }

    private Optional<Reason> refusal(Waiting waiting) {
        Prepared event = waiting.prepared();
        Head head = heads.get(event.workspace());
        if (waiting.abandoned()) {
            return Optional.of(Reason.TIMEOUT);
        }
        if (head == null) {
            return Optional.of(Reason.NO_LOG);
        }
        if (!head.open()) {
            return Optional.of(Reason.FROZEN);
        }
        if (Duration.between(head.clock(), now).abs().compareTo(AuditLimits.CLOCK_SKEW) > 0) {
            return Optional.of(Reason.CLOCK);
        }
        if (waiting.uncertain() && waiting.outboxed() && !known.outbox().contains(event.eid())) {
            return Optional.of(Reason.NOT_IN_OUTBOX);
        }
        return event.closes() ? refusalToClose(waiting, event.begin()) : Optional.empty();
    }

    private Optional<Reason> refusalToClose(Waiting waiting, UUID begin) {
        boolean gone = waiting.uncertain() && !known.openCalls().contains(begin);
        return gone || !ended.add(begin) ? Optional.of(Reason.CALL_CLOSED) : Optional.empty();
    }

    private Entry place(Waiting waiting) {
        Prepared event = waiting.prepared();
        Head head = Objects.requireNonNull(heads.get(event.workspace()));
        Entry entry =
                logs.computeIfAbsent(event.workspace(), workspace -> Linker.after(head))
                        .link(event, now);
        entries.add(entry);
        if (waiting.outboxed()) {
            settled.add(event.eid());
        }
        return entry;
    }
}
