package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.policy.Allowance.Span;
import dev.carnet.mcp.policy.Tally.Added;
import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.mcp.tool.Governed;
import dev.carnet.mcp.tool.Meter;
import dev.carnet.mcp.tool.Viewer;
import dev.carnet.shared.caller.Caller;
import io.github.bucket4j.TimeMeter;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Counts calls against the limits of their workspace's policy, and what is used by whom. Twice a
/// second what was counted is added up in the database, where all replicas meet; when that fails it
/// waits and goes on counting here. A process that is killed loses at most what it counted since.
@ApplicationScoped
public class PolicyMeter implements Meter {

    private static final Logger LOG = Logger.getLogger(PolicyMeter.class);
    private static final long PACE_MS = 500;

    private final Policies policies;
    private final PolicyJudge judge;
    private final CountStore store;
    private final Clock clock;
    private final Tally tally = new Tally();
    private final Buckets buckets = new Buckets(TimeMeter.SYSTEM_MILLISECONDS);
    private final Used.Waiting uses = new Used.Waiting(Limits.TALLIES);
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile Instant tidied = Instant.EPOCH;

    PolicyMeter(Policies policies, PolicyJudge judge, Pool pool, Clock clock) {
        this.policies = policies;
        this.judge = judge;
        this.store = new CountStore(pool);
        this.clock = clock;
    }

    /// A call counts against every limit that names it, or against none: the first that is used up
    /// refuses it, and those before it have counted one too many, which errs to the strict side.
    @Override
    public Metering take(Viewer viewer, Governed thing) {
        String workspace = viewer.caller().workspace();
        Question question = judge.question(viewer, Target.of(thing), Optional.empty());
        for (Allowance limit : policies.of(workspace).limits()) {
            Optional<Duration> wait = wait(workspace, limit, question);
            if (wait.isPresent()) {
                return new Metering.UsedUp(limit.id(), wait.get());
            }
        }
        uses.count(Used.of(workspace, question));
        return new Metering.Within();
    }

    /// Something of Carnet's own was used that is no tool.
    public void used(Caller caller, String name) {
        uses.count(Used.of(caller, name, clock.instant()));
    }

    private Optional<Duration> wait(String workspace, Allowance limit, Question question) {
        return Optional.of(limit)
                .filter(one -> one.counts(question))
                .flatMap(one -> Counted.of(workspace, one, question))
                .flatMap(whose -> wait(whose, limit, question.now()));
    }

    private Optional<Duration> wait(Counted whose, Allowance limit, Instant now) {
        if (limit.per() == Span.MINUTE) {
            return buckets.take(whose, limit);
        }
        Instant end = whose.began().plus(limit.per().length());
        return tally.take(whose, limit.calls())
                ? Optional.empty()
                : Optional.of(Duration.between(now, end));
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(PACE_MS, this::tick);
    }

    /// One write at a time, so that nothing is added twice.
    private void tick() {
        if (writing.compareAndSet(false, true)) {
            Work.start(
                    write().onTermination().invoke(() -> writing.set(false)),
                    _ -> {},
                    PolicyMeter::late);
        }
    }

    private Uni<Void> write() {
        return writeQuotas().chain(this::writeUses).chain(this::tidy);
    }

    private Uni<Void> writeQuotas() {
        List<Added> due = tally.due();
        return due.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.add(due).invoke(sums -> written(due, sums)).replaceWithVoid();
    }

    private void written(List<Added> due, Map<Counted, Long> sums) {
        due.forEach(added -> tally.written(added, sums.getOrDefault(added.whose(), 0L)));
    }

    private Uni<Void> writeUses() {
        Map<Used, Long> drained = uses.drain();
        return drained.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.use(drained).onFailure().invoke(() -> uses.back(drained));
    }

    private Uni<Void> tidy() {
        Instant now = clock.instant();
        if (tidied.plus(Limits.COUNTS_TIDIED_EVERY).isAfter(now)) {
            return Uni.createFrom().voidItem();
        }
        tidied = now;
        tally.forget(now);
        return store.tidy(now.minus(Limits.QUOTAS_KEPT), Used.day(now.minus(Limits.USES_KEPT)));
    }

    private static void late(Throwable fault) {
        LOG.warnf("calls could not be added up: %s", fault.getMessage());
    }
}
