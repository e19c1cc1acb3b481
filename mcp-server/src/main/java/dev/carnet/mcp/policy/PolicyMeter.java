package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.policy.Allowance.Span;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Counts calls against the limits of their workspace's policy, and what is used by whom. Quotas
/// are counted before the call begins; uses are added up in the database twice a second, and when
/// that fails they wait: a process that is killed loses at most what was used since.
@ApplicationScoped
public class PolicyMeter implements Meter {

    private static final Logger LOG = Logger.getLogger(PolicyMeter.class);
    private static final long PACE_MS = 500;

    private final Policies policies;
    private final PolicyJudge judge;
    private final CountStore store;
    private final Clock clock;
    private final Quotas quotas;
    private final Buckets buckets = new Buckets(TimeMeter.SYSTEM_MILLISECONDS);
    private final Used.Waiting uses = new Used.Waiting(Limits.TALLIES);
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile Instant tidied = Instant.EPOCH;

    PolicyMeter(Policies policies, PolicyJudge judge, Pool pool, Clock clock) {
        this.policies = policies;
        this.judge = judge;
        this.store = new CountStore(pool);
        this.quotas = new Quotas(store::take);
        this.clock = clock;
    }

    /// A call counts against every limit that names it: the first that is used up refuses it, and
    /// those before it have counted one too many, which errs to the strict side. Quotas come last,
    /// so that nobody uses theirs up by calling too fast.
    @Override
    public Uni<Metering> take(Viewer viewer, Governed thing) {
        String workspace = viewer.caller().workspace();
        List<Question> questions = judge.questions(viewer, thing);
        List<Due> dues =
                Due.of(policies.of(workspace), workspace, questions).stream()
                        .sorted(Comparator.comparing(due -> due.limit().per()))
                        .toList();
        return take(workspace, dues)
                .invoke(metering -> {
                    if (metering instanceof Metering.Within) {
                        uses.count(Used.of(workspace, questions.getLast()));
                    }
                });
    }

    /// Something of Carnet's own was used that is no tool.
    public void used(Caller caller, String name) {
        uses.count(Used.of(caller, name, clock.instant()));
    }

    private Uni<Metering> take(String workspace, List<Due> dues) {
        if (dues.isEmpty()) {
            return Uni.createFrom().item(new Metering.Within());
        }
        Allowance limit = dues.getFirst().limit();
        return wait(workspace, limit, dues.getFirst().question())
                .chain(wait ->
                        wait.isPresent()
                                ? Uni.createFrom().item(new Metering.UsedUp(limit.id(), wait.get()))
                                : take(workspace, dues.subList(1, dues.size())));
    }

    private Uni<Optional<Duration>> wait(String workspace, Allowance limit, Question question) {
        return Counted.of(workspace, limit, question)
                .map(whose -> wait(whose, limit, question.now()))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Optional<Duration>> wait(Counted whose, Allowance limit, Instant now) {
        if (limit.per() == Span.MINUTE) {
            return Uni.createFrom().item(buckets.take(whose, limit));
        }
        Instant end = whose.began().plus(limit.per().length());
        return quotas.take(whose, limit.calls())
                .map(taken -> taken ? Optional.empty() : Optional.of(Duration.between(now, end)));
    }

    /// How long a call would have to wait for that limit; nothing is counted. Empty if it would not
    /// have to.
    Uni<Optional<Duration>> left(String workspace, Allowance limit, Question question) {
        Optional<Counted> whose = Counted.of(workspace, limit, question);
        if (whose.isEmpty() || limit.per() == Span.MINUTE) {
            return Uni.createFrom().item(whose.flatMap(one -> buckets.wait(one, limit)));
        }
        Instant end = whose.get().began().plus(limit.per().length());
        return store.sum(whose.get())
                .map(sum ->
                        sum < limit.calls()
                                ? Optional.empty()
                                : Optional.of(Duration.between(question.now(), end)));
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
        return writeUses().chain(this::tidy);
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
        return store.tidy(now.minus(Limits.QUOTAS_KEPT), Used.day(now.minus(Limits.USES_KEPT)));
    }

    private static void late(Throwable fault) {
        LOG.warnf("calls could not be added up: %s", fault.getMessage());
    }
}
