package dev.carnet.shared.signal;

import dev.carnet.shared.audit.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Something that a detector noticed, before it is a security event.
///
/// @param detector as it works for whoever it is about
/// @param message one sentence for people; nothing in it was written by a caller or an upstream
/// @param facts numbers and names, for programs
/// @param entries the `eid`s of the entries that caused it
/// @param once what it is an event of only once, however often it is noticed
public record Noticed(
        Effective detector,
        Suspect suspect,
        String message,
        Map<String, String> facts,
        List<String> entries,
        Optional<String> once,
        Instant at) {

    /// Entries that are kept of one event.
    private static final int MOST_ENTRIES = 20;

    /// Something about somebody, at that time.
    public static Noticed of(Effective detector, Suspect suspect, String message, Instant at) {
        return new Noticed(detector, suspect, message, Map.of(), List.of(), Optional.empty(), at);
    }

    /// With one fact more.
    public Noticed with(String name, String value) {
        var more = new TreeMap<>(facts);
        more.put(name, value);
        return new Noticed(detector, suspect, message, Map.copyOf(more), entries, once, at);
    }

    /// With one entry more that caused it, up to a limit.
    public Noticed because(Event event) {
        if (entries.size() >= MOST_ENTRIES) {
            return this;
        }
        var more = new ArrayList<>(entries);
        more.add(event.eid());
        return new Noticed(detector, suspect, message, facts, List.copyOf(more), once, at);
    }

    /// With these entries that caused it, up to a limit.
    public Noticed because(List<String> eids) {
        var more = new ArrayList<>(entries);
        eids.stream().limit(MOST_ENTRIES - entries.size()).forEach(more::add);
        return new Noticed(detector, suspect, message, facts, List.copyOf(more), once, at);
    }

    /// An event only the first time for that.
    public Noticed once(String what) {
        return new Noticed(detector, suspect, message, facts, entries, Optional.of(what), at);
    }

    /// An event only the first time for that within the detector's window, whichever replica
    /// notices.
    public Noticed oncePerWindow(String what) {
        long seconds = Math.max(1, detector.window().toSeconds());
        return once(what + " " + at.getEpochSecond() / seconds);
    }

    /// How bad it is.
    public Severity severity() {
        return detector.severity(suspect.mode());
    }

    /// What shall be taken away because of it, whatever the agent's escalation says.
    public Optional<Suspect.Target> wanted() {
        return detector.revokes(suspect.mode()) ? suspect.target() : Optional.empty();
    }

    /// Whether the agent's escalation has a word, too.
    boolean escalates() {
        return suspect.agent().isPresent() && detector.escalates(suspect.mode());
    }

    /// Whether something may be taken away because of it.
    public boolean mayTakeAway() {
        return wanted().isPresent() || escalates();
    }

    /// Its entry in the log.
    ///
    /// @param takes whether it takes something away
    Event event(String id, boolean takes) {
        return Event.of(suspect.workspace(), "security.event", at)
                .with("type", detector.detector().wire())
                .with("id", id)
                .with("why", severity().wire())
                .with("mode", suspect.mode().wire())
                .with("sub", suspect.person())
                .with("agent", suspect.agent())
                .with("jti", suspect.passport())
                .with("cl", suspect.client())
                .with("key", suspect.key())
                .with("out", takes ? "revoke" : "ok");
    }
}
