package dev.carnet.mcp.audit;

import dev.carnet.mcp.audit.PositionStore.Claimed;
import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import dev.carnet.shared.trail.AuditReading;
import dev.carnet.shared.verify.Verdict;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

    /// As long as nobody else looks at a log that one replica looks at, and at one that has a gap:
    /// to find the same again each minute would read all of it each time.
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Duration BROKEN = Duration.ofHours(1);
    private static final Duration UNREADABLE = Duration.ofMinutes(1);
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

    /// Looks at logs that nobody has looked at for so long, so many of them, one after the other:
    /// what is still to come is free for other replicas meanwhile.
    Uni<Void> turn(Duration every, int most) {
        Instant now = clock.instant();
        return most == 0
                ? Uni.createFrom().voidItem()
                : positions
                        .claim(now, every, now.plus(LONGEST), 1)
                        .chain(claimed ->
                                claimed.isEmpty()
                                        ? Uni.createFrom().voidItem()
                                        : alone(claimed.getFirst())
                                                .chain(() -> turn(every, most - 1)));
    }

    /// A log that cannot be read holds up no other.
    private Uni<Void> alone(Claimed one) {
        return reading.goOn(one.workspace(), one.since())
                .chain(found ->
                        found.verdict() instanceof Verdict.Intact
                                ? positions.save(one.workspace(), found.position(), clock.instant())
                                : gaps.note(one.workspace(), found.verdict())
                                        .chain(() -> rest(one, BROKEN)))
                .onFailure()
                .invoke(fault -> LOG.warnf(fault, "The log of %s was not checked", one.workspace()))
                .onFailure()
                .recoverWithUni(() -> rest(one, UNREADABLE))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> rest(Claimed one, Duration time) {
        return positions.rest(one.workspace(), clock.instant().plus(time));
    }
}
