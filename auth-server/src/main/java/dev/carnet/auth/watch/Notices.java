package dev.carnet.auth.watch;

import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.SecurityEvents;
import dev.carnet.shared.signal.SettingStore;
import dev.carnet.shared.signal.Settings;
import dev.carnet.shared.signal.Suspect;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Turns what this service noticed into security events, as the workspace has set the detector.
@ApplicationScoped
public class Notices {

    private static final Logger LOG = Logger.getLogger(Notices.class);
    private static final int AT_ONCE = 4;

    private final Pool pool;
    private final SecurityEvents events;
    private final Clock clock;
    private final SettingStore settings = new SettingStore();

    Notices(Pool pool, SecurityEvents events, Clock clock) {
        this.pool = pool;
        this.events = events;
        this.clock = clock;
    }

    /// Something that happened once for that.
    ///
    /// @param amount so much of what the detector counts
    /// @param once what it is an event of only once
    /// @param entries the last entries of the log about it, oldest first
    public record Sign(
            Detector detector,
            Suspect suspect,
            String message,
            double amount,
            Map<String, String> facts,
            String once,
            List<String> entries) {

        /// What the log says nothing of.
        public Sign(
                Detector detector,
                Suspect suspect,
                String message,
                double amount,
                Map<String, String> facts,
                String once) {
            this(detector, suspect, message, amount, facts, once, List.of());
        }
    }

    /// Raises an event, if the workspace minds. Never fails: what was noticed must not stop what
    /// was going on.
    public Uni<Void> raise(Sign sign) {
        return raise(List.of(sign));
    }

    /// Raises those that their workspaces mind.
    Uni<Void> raise(List<Sign> signs) {
        if (signs.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<String> workspaces =
                signs.stream()
                        .map(sign -> sign.suspect().workspace())
                        .collect(Collectors.toUnmodifiableSet());
        return settings.of(pool, workspaces)
                .map(found ->
                        signs.stream().flatMap(sign -> noticed(found, sign).stream()).toList())
                .chain(this::write)
                .onFailure()
                .invoke(fault -> LOG.warn("Security events were not written", fault))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> write(List<Noticed> noticed) {
        return Multi.createFrom()
                .iterable(noticed)
                .onItem()
                .transformToUni(this::alone)
                .merge(AT_ONCE)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /// A workspace whose log takes no entries holds up no other.
    private Uni<Void> alone(Noticed noticed) {
        return Uni.createFrom()
                .deferred(() -> events.raise(noticed))
                .replaceWithVoid()
                .onFailure()
                .invoke(fault -> LOG.warnf(fault, "Not written: %s", noticed.message()))
                .onFailure()
                .recoverWithNull();
    }

    private Optional<Noticed> noticed(Map<String, Settings> found, Sign sign) {
        Suspect suspect = sign.suspect();
        Effective detector =
                found.getOrDefault(suspect.workspace(), Settings.NONE)
                        .effective(sign.detector(), suspect.agent());
        if (!detector.enabled() || sign.amount() < detector.threshold()) {
            return Optional.empty();
        }
        Noticed noticed =
                Noticed.of(detector, suspect, sign.message(), clock.instant())
                        .because(sign.entries())
                        .once(sign.once());
        for (var fact : sign.facts().entrySet()) {
            noticed = noticed.with(fact.getKey(), fact.getValue());
        }
        return Optional.of(noticed);
    }
}
