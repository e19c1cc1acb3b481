package dev.carnet.mcp.gate;

import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// Looks every second for what time has made due.
@ApplicationScoped
public class GateTimer {

    private static final Logger LOG = Logger.getLogger(GateTimer.class);
    private static final long SECOND_MS = 1_000;
    private static final long HOUR_MS = 3_600_000;

    private final Runs runs;
    private final Sweeper sweeper;
    private final EditChecks edits;
    private final AtomicBoolean sweeping = new AtomicBoolean();

    GateTimer(Runs runs, Sweeper sweeper, EditChecks edits) {
        this.runs = runs;
        this.sweeper = sweeper;
        this.edits = edits;
    }

    void start(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(SECOND_MS, this::look);
        ticks.every(HOUR_MS, () -> finish(sweeper.wipe().chain(edits::forget)));
    }

    private void look() {
        if (sweeping.compareAndSet(false, true)) {
            finish(
                    runs.renew()
                            .chain(edits::look)
                            .chain(sweeper::sweep)
                            .onTermination()
                            .invoke(() -> sweeping.set(false)));
        }
    }

    private static void finish(Uni<Void> work) {
        Work.start(work, done -> {}, lost -> LOG.debug("Gates could not be looked at", lost));
    }
}
