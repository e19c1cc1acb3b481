package dev.carnet.mcp.watch;

import dev.carnet.shared.signal.Effective;
import dev.carnet.shared.signal.Suspect;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Counts different names that are tried and networks that somebody is in: here, and for all
/// replicas together. Of whom there was an event within the window, nothing more is added up. Safe
/// to share between threads.
@ApplicationScoped
class Different {

    private Map<Group, Met> waiting = new HashMap<>();

    /// Whose names they are.
    record Group(Whose whose, Effective detector) {}

    /// When one came up last, and what the log has of it.
    record Last(Instant at, String entry) {}

    /// What came up here since it was last added up, by hashes, and about whom an event would be.
    record Met(Suspect suspect, Map<String, Last> names) {}

    /// That one; whether these are as many different ones as the detector minds, and it was not
    /// heard lately.
    boolean many(Moment moment, Effective detector, String name) {
        Trace trace = moment.trace();
        Instant now = moment.now();
        String entry = moment.entry().eid();
        if (!trace.quiet(detector, now)) {
            add(
                    new Group(moment.whose(), detector),
                    moment.suspect(),
                    Brief.hash(name),
                    new Last(now, entry));
        }
        return trace.many(detector, name, now, entry);
    }

    /// One more of that. Beyond the limits nothing is counted.
    synchronized void add(Group group, Suspect suspect, String name, Last last) {
        if (!waiting.containsKey(group) && waiting.size() >= WatchLimits.GROUPS) {
            return;
        }
        Map<String, Last> names =
                waiting.computeIfAbsent(group, _ -> new Met(suspect, new HashMap<>())).names();
        if (names.containsKey(name) || names.size() < WatchLimits.NAMES) {
            names.put(name, last);
        }
    }

    /// Everything that waits; it does not wait any longer.
    synchronized Map<Group, Met> drain() {
        Map<Group, Met> drained = waiting;
        waiting = new HashMap<>();
        return drained;
    }

    /// What could not be written waits again.
    synchronized void back(Map<Group, Met> drained) {
        drained.forEach((group, met) ->
                met.names()
                        .forEach((name, last) -> {
                            Met now = waiting.get(group);
                            if (now == null || !now.names().containsKey(name)) {
                                add(group, met.suspect(), name, last);
                            }
                        }));
    }
}
