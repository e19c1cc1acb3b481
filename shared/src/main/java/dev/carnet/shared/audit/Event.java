package dev.carnet.shared.audit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One event before it becomes an entry: plain fields that are hashed as they are, and hidden ones
/// that enter only as salted digests (audit.md 3.2). Immutable; `with…` returns a copy.
///
/// @param workspace whose log it goes to; `system` for events without one
/// @param fields `act`, `sub`, `cl`, `jti`, `tool`, `out`, … (values are strings; names from the
///   closed list in `Fields`)
/// @param hidden name → raw value: arguments, results, addresses, e-mail
public record Event(
        String workspace, Instant at, Map<String, String> fields, Map<String, String> hidden) {

    /// The log of events without a workspace.
    public static final String SYSTEM = "system";

    /// An event of that act (for example `tool.call.begin`), with a fresh `eid`.
    public static Event of(String workspace, String act, Instant at) {
        return new Event(workspace, at, Map.of("act", act, "eid", Eids.fresh(at)), Map.of());
    }

    /// The event's own id (UUIDv7): an event enters the log once, however often it is handed in.
    public String eid() {
        return field("eid");
    }

    /// A plain field that must be there.
    String field(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("an event without " + name);
        }
        return value;
    }

    /// A copy with one more plain field.
    public Event with(String field, String value) {
        var copy = new TreeMap<>(fields);
        copy.put(field, value);
        return new Event(workspace, at, copy, hidden);
    }

    /// A copy with one more plain field, if there is a value.
    public Event with(String field, Optional<String> value) {
        return value.map(text -> with(field, text)).orElse(this);
    }

    /// A copy with one more hidden field.
    public Event hide(String field, String value) {
        var copy = new TreeMap<>(hidden);
        copy.put(field, value);
        return new Event(workspace, at, fields, copy);
    }
}
