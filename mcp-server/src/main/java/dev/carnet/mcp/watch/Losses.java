package dev.carnet.mcp.watch;

import dev.carnet.shared.signal.Detector;
import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Noticed;
import dev.carnet.shared.signal.Suspect;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells a workspace how much was noticed and could not be written down: once within the detector's
/// window, of all replicas, and not at all where that is switched off. What was not told yet is
/// told within a later window. Safe to share between threads.
@ApplicationScoped
class Losses {

    private final Firing firing;
    private final DetectorSettings settings;
    private final Clock clock;
    private final Map<String, Loss> untold = new HashMap<>();

    Losses(Firing firing, DetectorSettings settings, Clock clock) {
        this.firing = firing;
        this.settings = settings;
        this.clock = clock;
    }

    /// What is not told yet.
    ///
    /// @param next not before that
    private record Loss(int count, Instant next) {}

    private record Due(String workspace, Loss loss, Effective detector) {}

    /// Tells what is due, side by side: the log of one workspace may take no entries.
    Uni<Void> tell() {
        return Multi.createFrom()
                .iterable(due(firing.takeLost(), clock.instant()))
                .onItem()
                .transformToUniAndMerge(this::tell)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /// What cannot be told is told later by this alone, so that nothing is counted twice.
    private Uni<Void> tell(Due due) {
        Noticed noticed =
                Noticed.of(
                                due.detector(),
                                Suspect.nobody(due.workspace()),
                                "More was noticed than could be written down.",
                                clock.instant())
                        .with("count", Integer.toString(due.loss().count()))
                        .oncePerWindow("lost");
        return firing.fire(noticed, _ -> {})
                .invoke(raised -> raised.ifPresent(_ -> told(due)))
                .replaceWithVoid();
    }

    private synchronized List<Due> due(Map<String, Integer> lost, Instant now) {
        lost.forEach((workspace, count) -> {
            if (untold.containsKey(workspace) || untold.size() < WatchLimits.NAMES) {
                untold.merge(workspace, new Loss(count, now), Losses::both);
            }
        });
        untold.keySet().removeIf(workspace -> !detector(workspace).enabled());
        var due =
                untold.entrySet().stream()
                        .map(one -> new Due(one.getKey(), one.getValue(), detector(one.getKey())))
                        .filter(one -> one.loss().count() >= one.detector().threshold())
                        .filter(one -> !one.loss().next().isAfter(now))
                        .toList();
        due.forEach(one ->
                untold.put(
                        one.workspace(),
                        new Loss(one.loss().count(), now.plus(one.detector().window()))));
        return due;
    }

    /// What came meanwhile is told in its turn.
    private synchronized void told(Due due) {
        untold.computeIfPresent(
                due.workspace(),
                (_, now) -> new Loss(now.count() - due.loss().count(), now.next()));
        untold.values().removeIf(loss -> loss.count() == 0);
    }

    private static Loss both(Loss waits, Loss more) {
        return new Loss(waits.count() + more.count(), waits.next());
    }

    private Effective detector(String workspace) {
        return settings.of(workspace).effective(Detector.SIGNALS_LOST, Optional.empty());
    }
}
