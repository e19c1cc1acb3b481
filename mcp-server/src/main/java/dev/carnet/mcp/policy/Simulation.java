package dev.carnet.mcp.policy;

import dev.carnet.mcp.limit.Limits;
import dev.carnet.mcp.policy.SimulationView.ChangeView;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Adds up what a policy would have changed.
final class Simulation {

    private final Rules rules;
    private final Map<ChangeView, Integer> changes = new HashMap<>();
    private final Map<String, Integer> undecided = new TreeMap<>();
    private Optional<Instant> oldest = Optional.empty();
    private int entries;
    private int calls;
    private int unchanged;
    private int gains;
    private int losses;
    private int gates;
    private int ungated;
    private int omitted;

    Simulation(Rules rules) {
        this.rules = rules;
    }

    /// An entry was read.
    void read(Instant at) {
        entries++;
        oldest = Optional.of(at);
    }

    /// Whether what the entry shows is enough.
    boolean decides(Recorded call) {
        return call.question().filter(asked -> rules.judge(asked).certain()).isPresent();
    }

    /// One call of the past.
    void hear(Recorded call) {
        calls++;
        Optional<Question> question = call.question();
        if (question.isEmpty()) {
            undecided.merge("thing", 1, Integer::sum);
            return;
        }
        Ruling ruling = rules.judge(question.get());
        if (ruling.certain()) {
            compare(call, question.get().what(), ruling);
        } else {
            ruling.needs().forEach(need -> undecided.merge(need, 1, Integer::sum));
        }
    }

    private void compare(Recorded call, Target what, Ruling ruling) {
        String becomes = ruling.becomes();
        if (becomes.equals(call.was())) {
            unchanged++;
            return;
        }
        count(call.was(), becomes);
        ChangeView change = change(call, what, ruling);
        if (changes.containsKey(change) || changes.size() < Limits.SIMULATED_CHANGES) {
            changes.merge(change, 1, Integer::sum);
        } else {
            omitted++;
        }
    }

    private void count(String was, String becomes) {
        if (was.equals("deny")) {
            gains++;
        } else if (becomes.equals("deny")) {
            losses++;
        } else if (becomes.equals("gate")) {
            gates++;
        } else {
            ungated++;
        }
    }

    private static ChangeView change(Recorded call, Target what, Ruling ruling) {
        Asker who = call.who();
        return new ChangeView(
                who.subject(),
                who.role().wire(),
                who.agent(),
                who.client(),
                what.upstream(),
                what.tool(),
                what.tier().wire(),
                call.was(),
                ruling.effect().wire(),
                ruling.ruleId(),
                0);
    }

    /// What it came to.
    ///
    /// @param nextBefore where to continue, if not everything was read
    SimulationView view(Instant since, Optional<Long> nextBefore) {
        return new SimulationView(
                since,
                oldest,
                entries,
                calls,
                unchanged,
                undecided,
                gains,
                losses,
                gates,
                ungated,
                listed(),
                omitted,
                nextBefore);
    }

    private List<ChangeView> listed() {
        return changes.entrySet().stream()
                .map(one -> counted(one.getKey(), one.getValue()))
                .sorted(
                        Comparator.comparingInt(ChangeView::calls)
                                .reversed()
                                .thenComparing(ChangeView::subject)
                                .thenComparing(ChangeView::tool))
                .toList();
    }

    private static ChangeView counted(ChangeView change, int calls) {
        return new ChangeView(
                change.subject(),
                change.role(),
                change.agent(),
                change.client(),
                change.upstream(),
                change.tool(),
                change.toolClass(),
                change.was(),
                change.becomes(),
                change.rule(),
                calls);
    }
}
