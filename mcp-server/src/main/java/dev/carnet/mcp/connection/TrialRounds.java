package dev.carnet.mcp.connection;

import dev.carnet.mcp.stream.Ticks;
import dev.carnet.mcp.stream.Work;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/// Has keys tried that people have just given, so that they see on the page whether the server
/// takes them. Each runs by itself: a server that is slow holds up nobody else's key.
@ApplicationScoped
public class TrialRounds {

    private static final Logger LOG = Logger.getLogger(TrialRounds.class);

    private final KeyTrials trials;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicInteger running = new AtomicInteger();

    TrialRounds(KeyTrials trials) {
        this.trials = trials;
    }

    void begin(@Observes StartupEvent event, Ticks ticks) {
        ticks.every(ConnectionLimits.TRIAL_PACE.toMillis(), this::turn);
    }

    private void turn() {
        int free = ConnectionLimits.TRIALS - running.get();
        if (free > 0 && looking.compareAndSet(false, true)) {
            Work.start(
                    trials.take(free),
                    taken -> {
                        looking.set(false);
                        taken.forEach(this::run);
                    },
                    fault -> {
                        looking.set(false);
                        LOG.warnf("keys wait to be tried: %s", fault.getMessage());
                    });
        }
    }

    private void run(KeyTrials.Claimed claimed) {
        running.incrementAndGet();
        Work.start(
                trials.run(claimed),
                _ -> running.decrementAndGet(),
                fault -> {
                    running.decrementAndGet();
                    LOG.warnf("a key was not tried: %s", fault.getMessage());
                });
    }
}
