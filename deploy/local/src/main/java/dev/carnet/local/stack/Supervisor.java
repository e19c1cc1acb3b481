package dev.carnet.local.stack;

import dev.carnet.local.home.Home;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Watches the parts of a running Carnet, starts again what died, within a limit, and keeps their
/// logs within bounds.
public final class Supervisor {

    private static final int RESTARTS = 5;
    private static final long WINDOW_NANOS = 60_000_000_000L;

    private final RunningCarnet carnet;
    private final Consumer<String> say;
    private final LogFiles logs;
    private final Map<String, Deque<Long>> restarts = new HashMap<>();

    /// Watches that Carnet and says in one line each what happened.
    public Supervisor(RunningCarnet carnet, Home home, Consumer<String> say) {
        this.logs = new LogFiles(home.logs(), LogFiles.MOST_BYTES);
        this.carnet = carnet;
        this.say = say;
    }

    /// Watches until Carnet is stopped (0) or a part cannot be kept running (1).
    public int watch() throws IOException {
        while (!carnet.closing()) {
            var dead = carnet.dead();
            if (dead.isPresent() && !restarted(dead.get())) {
                return 1;
            }
            logs.look();
            Ends.pause();
        }
        return 0;
    }

    private boolean restarted(String part) {
        if (exhausted(part)) {
            say.accept(part + " died " + RESTARTS + " times within a minute: stopping everything");
            return false;
        }
        say.accept(part + " died, starting it again");
        var failure = start(part);
        failure.filter(_ -> !carnet.closing())
                .ifPresent(words -> say.accept(words + "; stopping everything"));
        return failure.isEmpty() || carnet.closing();
    }

    private Optional<String> start(String part) {
        try {
            carnet.start(part);
            say.accept(part + " runs again");
            return Optional.empty();
        } catch (IOException failed) {
            return Optional.of(part + " did not start again: " + failed.getMessage());
        }
    }

    private boolean exhausted(String part) {
        var times = restarts.computeIfAbsent(part, _ -> new ArrayDeque<>());
        long now = System.nanoTime();
        times.removeIf(time -> now - time > WINDOW_NANOS);
        times.add(now);
        return times.size() > RESTARTS;
    }
}
