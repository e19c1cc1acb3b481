package dev.carnet.mcp.stream;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What is done again and again while the service runs, and not any more once it begins to end:
/// what it needs, the database first of all, is going then.
@Singleton
public final class Ticks {

    private final Vertx vertx;
    private final Queue<Long> timers = new ConcurrentLinkedQueue<>();

    Ticks(Vertx vertx) {
        this.vertx = vertx;
    }

    /// Does the work each so many milliseconds, on an event loop.
    public void every(long millis, Runnable work) {
        timers.add(vertx.setPeriodic(millis, _ -> work.run()));
    }

    void end(@Observes @Priority(1) ShutdownEvent event) {
        timers.forEach(vertx::cancelTimer);
        timers.clear();
    }
}
