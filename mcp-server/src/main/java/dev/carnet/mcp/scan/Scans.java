package dev.carnet.mcp.scan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carnet.mcp.filter.Inspection;
import dev.carnet.mcp.limit.Limits;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Looks through texts on threads of its own, so that no call waits for one: so many at a time,
/// whoever asks first, and so many that wait, of each workspace and of all.
@ApplicationScoped
class Scans {

    private final WorkerExecutor threads;
    private final Map<String, Integer> running = new HashMap<>();
    private int all;

    Scans(Vertx vertx) {
        this.threads = vertx.createSharedWorkerExecutor("scans", Limits.SCANS_AT_ONCE);
    }

    @PreDestroy
    void close() {
        threads.closeAndForget();
    }

    /// Whether there was room.
    sealed interface Place {

        /// There was; it has to be given back.
        record Taken() implements Place {}

        /// The workspace has as many under way as it may.
        record Busy() implements Place {}

        /// Everybody together has.
        record Full() implements Place {}
    }

    /// Takes room for one more.
    synchronized Place take(String workspace) {
        int own = running.getOrDefault(workspace, 0);
        if (own >= Limits.SCANS_OF_WORKSPACE) {
            return new Place.Busy();
        }
        if (all >= Limits.SCANS) {
            return new Place.Full();
        }
        running.put(workspace, own + 1);
        all++;
        return new Place.Taken();
    }

    private synchronized void giveBack(String workspace) {
        running.computeIfPresent(workspace, (_, count) -> count == 1 ? null : count - 1);
        all--;
    }

    /// What is found in it, for whoever took room before.
    Uni<List<Inspection.Found>> look(String workspace, JsonNode content, boolean secrets) {
        return run(workspace, () -> Inspection.of(content, secrets, true));
    }

    /// Does that in the room that was taken, and gives it back.
    <T> Uni<T> run(String workspace, Callable<T> work) {
        return threads.executeBlocking(work, false)
                .onTermination()
                .invoke(() -> giveBack(workspace));
    }
}
