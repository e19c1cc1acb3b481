package dev.carnet.mcp.audit;

import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.SecurityEvents;
import dev.carnet.shared.signal.SettingStore;
import dev.carnet.shared.signal.Suspect;
import dev.carnet.shared.verify.Verdict;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/// A log that does not add up is an event of its workspace, once for each place where it does not.
@ApplicationScoped
class Gaps {

    private static final Logger LOG = Logger.getLogger(Gaps.class);

    /// A broken log may take no entry; the event is there all the same.
    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(2);

    private final Pool pool;
    private final SecurityEvents events;
    private final Clock clock;
    private final SettingStore settings = new SettingStore();

    Gaps(Pool pool, SecurityEvents events, Clock clock) {
        this.pool = pool;
        this.events = events;
        this.clock = clock;
    }

    /// Notes what a check found. Never fails: whoever checks is told either way.
    Uni<Void> note(String workspace, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Intact _ -> Uni.createFrom().voidItem();
            case Verdict.Broken broken -> raise(workspace, broken.seq(), broken.kind().name());
            case Verdict.Truncated cut -> raise(workspace, cut.seq(), "TRUNCATED");
        };
    }

    private Uni<Void> raise(String workspace, long seq, String kind) {
        return settings.of(pool, workspace)
                .map(found -> found.effective(Detector.AUDIT_GAP, Optional.empty()))
                .chain(detector ->
                        detector.enabled()
                                ? events.raise(
                                                Noticed.of(
                                                                detector,
                                                                Suspect.nobody(workspace),
                                                                "The audit log does not add up.",
                                                                clock.instant())
                                                        .with("seq", Long.toString(seq))
                                                        .with("kind", kind)
                                                        .once(seq + " " + kind))
                                        .replaceWithVoid()
                                : Uni.createFrom().voidItem())
                .ifNoItem()
                .after(WRITTEN_WITHIN)
                .fail()
                .onFailure()
                .invoke(fault -> LOG.error("A gap in the log was not written down", fault))
                .onFailure()
                .recoverWithNull();
    }
}
