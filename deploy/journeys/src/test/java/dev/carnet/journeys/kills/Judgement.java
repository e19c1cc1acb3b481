package dev.carnet.journeys.kills;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Holds what callers were told against what the log says.
final class Judgement {

    private static final String BEGIN = "tool.call.begin";
    private static final String END = "tool.call.end";

    private final List<Entry> entries;
    private final Map<String, Long> eids;
    private final Map<String, Long> begins;
    private final Map<String, Long> ends;
    private final Map<String, Long> creations;
    private final List<String> faults = new ArrayList<>();

    /// @param entries one workspace's log, where index = seq
    Judgement(List<Entry> entries) {
        this.entries = entries;
        this.eids = count(entries, entry -> entry.field("eid"));
        this.begins = count(of(BEGIN), entry -> entry.field("trace"));
        this.ends = count(of(END), entry -> entry.field("begin"));
        this.creations = count(of("key.create"), entry -> entry.field("id"));
    }

    /// Everything that is wrong, empty when nothing is.
    List<String> of(Answers answers) {
        numbers();
        nothingTwice();
        answers.calls().forEach(this::call);
        everyBeginEnded();
        answers.keys().forEach(this::key);
        return faults;
    }

    private void numbers() {
        for (int index = 0; index < entries.size(); index++) {
            check(entries.get(index).seq() == index, "entry " + index + " has another number");
        }
    }

    private void nothingTwice() {
        eids.forEach((eid, times) -> check(times == 1, times + " entries with eid " + eid));
    }

    private void call(Acknowledged call) {
        if (call.seq() >= entries.size()) {
            faults.add("answered " + call + " is not in the log");
            return;
        }
        Entry end = entries.get((int) call.seq());
        check(end.leaf().equals(call.leaf()), call + " names another leaf than the log");
        check(end.is(END) && end.field("trace").equals(call.trace()), call + " names " + end);
        check(
                begins.getOrDefault(call.trace(), 0L) == 1,
                begins.getOrDefault(call.trace(), 0L) + " begins for " + call);
        check(
                eids.getOrDefault(end.field("begin"), 0L) == 1
                        && ends.getOrDefault(end.field("begin"), 0L) == 1,
                "not one begin and one end for " + call);
    }

    private void everyBeginEnded() {
        for (Entry begin : of(BEGIN)) {
            long times = ends.getOrDefault(begin.field("eid"), 0L);
            check(times == 1, times + " ends for the begin at " + begin.seq());
        }
    }

    private void key(MadeKey key) {
        long times = creations.getOrDefault(key.id(), 0L);
        check(times == 1, times + " entries for the creation of " + key);
    }

    private List<Entry> of(String act) {
        return entries.stream().filter(entry -> entry.is(act)).toList();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }

    private static Map<String, Long> count(List<Entry> of, Function<Entry, String> by) {
        return of.stream().collect(groupingBy(by, counting()));
    }
}
