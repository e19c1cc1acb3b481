package dev.carnet.mcp.audit;

import dev.carnet.mcp.audit.PositionStore.Claimed;
import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.trail.AuditReading;
import dev.carnet.shared.verify.Verdict;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Looks every minute at what came to the logs since somebody looked, so that a gap is noticed
/// without anybody asking for a check. Of several replicas one looks at a log. What was found
/// intact is not looked at again: changes of old entries are found by a check of the whole log.
@ApplicationScoped
class Rounds {

    /// How often, in milliseconds, and how many logs at a time.
    private static final long EVERY_MS = 60_000;

    private static final int AT_A_TIME = 100;
    private static final Logger LOG = Logger.getLogger(Rounds.class);

    private final AuditReading reading;
    private final PositionStore positions;
    private final Gaps gaps;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    Rounds(Pool pool, PositionStore positions, Gaps gaps, Clock clock) {
        this.reading = new AuditReading(pool);
        this.positions = positions;
        this.gaps = gaps;
        this.clock = clock;
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(EVERY_MS, this::tick);
    }

    private void tick() {
        if (running.compareAndSet(false, true)) {
            Work.start(
                    turn(Duration.ofMillis(EVERY_MS / 2), AT_A_TIME)
                            .onTermination()
                            .invoke(() -> running.set(false)),
                    _ -> {},
                    fault -> LOG.warnf("logs were not checked: %s", fault.getMessage()));
        }
    }

    /// Looks at logs that nobody has looked at for so long, so many of them, one after the other.
    Uni<Void> turn(Duration every, int most) {
        return positions.claim(clock.instant(), every, most).chain(this::look);
    }

    private Uni<Void> look(List<Claimed> claimed) {
        return Multi.createFrom()
                .iterable(claimed)
                .onItem()
                .transformToUniAndConcatenate(this::alone)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /// A log that cannot be read holds up no other.
    private Uni<Void> alone(Claimed one) {
        return reading.goOn(one.workspace(), one.since())
                .chain(found ->
                        found.verdict() instanceof Verdict.Intact
                                ? positions.save(one.workspace(), found.position())
                                : gaps.note(one.workspace(), found.verdict()))
                .onFailure()
                .invoke(fault -> LOG.warnf(fault, "The log of %s was not checked", one.workspace()))
                .onFailure()
                .recoverWithNull();
    }
}
