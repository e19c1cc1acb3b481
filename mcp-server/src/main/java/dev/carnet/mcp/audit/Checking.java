package dev.carnet.mcp.audit;

import dev.carnet.shared.trail.CheckStep;
import dev.carnet.shared.trail.CheckStep.Done;
import dev.carnet.shared.trail.CheckStep.Progress;
import dev.carnet.shared.verify.Verdict;
import java.util.Optional;
import java.util.function.Consumer;

/// A check on its way.
final class Checking {

    private final Consumer<Progress> listener;
    private long checked;
    private Optional<Done> done = Optional.empty();

    Checking(Consumer<Progress> listener) {
        this.listener = listener;
    }

    void take(CheckStep step) {
        switch (step) {
            case Progress progress -> {
                checked = progress.checked();
                listener.accept(progress);
            }
            case Done end -> done = Optional.of(end);
        }
    }

    Verdict verdict() {
        return done.orElseThrow().verdict();
    }

    AuditAnswer.Found answer() {
        return new AuditAnswer.Found(AuditJson.verdict(verdict(), checked));
    }
}
