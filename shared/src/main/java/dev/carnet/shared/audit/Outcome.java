package dev.carnet.shared.audit;

import dev.carnet.shared.audit.AuditUnavailable.Reason;
import dev.carnet.shared.audit.HeadCheckStore.Memory;
import dev.carnet.shared.audit.Plan.Fate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/// Tells the callers of a committed batch what became of their events, and remembers the last place
/// acknowledged in each log.
final class Outcome {

    private static final Logger LOG = Logger.getLogger(Outcome.class);
    private static final Set<Reason> ALARMING = Set.of(Reason.NO_LOG, Reason.FROZEN, Reason.CLOCK);
    private static final long REPORT_EVERY_NANOS = 60_000_000_000L;

    private final Housekeeping housekeeping;
    private final Clock clock;
    private final Alarms alarms = new Alarms();
    private final Map<Integer, Memory> memories = new HashMap<>();
    private long regressionReportedNanos = System.nanoTime() - REPORT_EVERY_NANOS;

    Outcome(Housekeeping housekeeping, Clock clock) {
        this.housekeeping = housekeeping;
        this.clock = clock;
    }

    /// The last entry acknowledged in each log, to be found again after a lost connection.
    Collection<Memory> memories() {
        return memories.values();
    }

    /// Answers everybody.
    ///
    /// @return what the writer must append because of it
    List<Waiting> answer(Plan plan, List<Waiting> batch) {
        plan.entries().forEach(this::remember);
        var followUps = new ArrayList<Waiting>();
        for (Waiting waiting : batch) {
            answer(waiting, plan.fate(waiting), followUps);
        }
        reportClock(plan, followUps);
        return followUps;
    }

    private void remember(Entry entry) {
        alarms.over(entry.prepared().workspace());
        memories.put(
                entry.logId(),
                new Memory(
                        entry.logId(), entry.seq(), entry.leaf(), BatchStore.part(entry.time())));
    }

    private void answer(Waiting waiting, Fate fate, List<Waiting> followUps) {
        switch (fate) {
            case Fate.Placed(Entry entry) -> inLog(waiting, Receipt.of(entry), followUps);
            case Fate.There(Receipt receipt) -> inLog(waiting, receipt, followUps);
            case Fate.Refused(Reason reason) -> refused(waiting, reason);
        }
    }

    private void inLog(Waiting waiting, Receipt receipt, List<Waiting> followUps) {
        if (waiting.abandoned() && waiting.prepared().opens()) {
            Event end = Closing.aborted(waiting.prepared(), clock.instant());
            followUps.add(housekeeping.own(end));
        }
        waiting.acknowledge(receipt);
    }

    private void refused(Waiting waiting, Reason reason) {
        if (ALARMING.contains(reason)) {
            alarms.raise(waiting.prepared().workspace(), reason);
        }
        waiting.refuse(new AuditUnavailable(reason));
    }

    private void reportClock(Plan plan, List<Waiting> followUps) {
        long now = System.nanoTime();
        if (plan.clockRegressed() && now - regressionReportedNanos >= REPORT_EVERY_NANOS) {
            regressionReportedNanos = now;
            LOG.warn("this clock is behind the entries already written");
            Event event = Event.of(Event.SYSTEM, "node.clock_regressed", clock.instant());
            followUps.add(housekeeping.own(event));
        }
    }
}
