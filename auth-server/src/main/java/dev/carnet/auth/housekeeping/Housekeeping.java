package dev.carnet.auth.housekeeping;

import dev.carnet.auth.client.UnusedClients;
import dev.carnet.auth.passport.EndedPassports;
import dev.carnet.auth.revocation.Revocations;
import dev.carnet.auth.signing.Rotation;
import dev.carnet.auth.watch.OldEvents;
import dev.carnet.shared.change.ChangeStore;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/// The timetable.
@ApplicationScoped
public class Housekeeping {

    private final Pool pool;
    private final Revocations revocations;
    private final ChangeStore changes;
    private final Rotation rotation;
    private final UnusedClients clients;
    private final EndedPassports passports;
    private final OldEvents events;

    Housekeeping(
            Pool pool,
            Revocations revocations,
            ChangeStore changes,
            Rotation rotation,
            UnusedClients clients,
            EndedPassports passports,
            OldEvents events) {
        this.events = events;
        this.passports = passports;
        this.clients = clients;
        this.pool = pool;
        this.revocations = revocations;
        this.changes = changes;
        this.rotation = rotation;
    }

    /// Revocations that nothing alive is concerned by, and feed rows every replica has long
    /// applied.
    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return revocations.forgetOld().chain(() -> changes.trim(pool));
    }

    /// Registrations that nobody uses.
    @Scheduled(every = "10m", delayed = "90s", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return clients.sweep().replaceWithVoid();
    }

    /// Passports that ended long ago.
    @Scheduled(every = "1h", delayed = "3m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> clear() {
        return passports.sweep().replaceWithVoid();
    }

    /// What detectors noticed and somebody looked at long ago.
    @Scheduled(every = "1h", delayed = "4m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> tidy() {
        return events.sweep().replaceWithVoid();
    }

    /// A signing key that has signed long enough gets a successor.
    @Scheduled(every = "1h", delayed = "2m", concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> rotate() {
        return rotation.whenDue();
    }
}
