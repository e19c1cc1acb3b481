package dev.carnet.shared.audit;

import dev.carnet.shared.audit.NodeStore.Orphan;
import java.time.Instant;
import java.util.Map;

/// The end entries the writer itself makes, for calls and watches that nobody else will ever end.
final class Closing {

    private Closing() {}

    /// The process that began the call is gone: nobody knows what the tool did.
    static Event unknown(Orphan orphan, Instant now) {
        return end(
                        orphan.workspace(),
                        orphan.act(),
                        orphan.begin().toString(),
                        orphan.fields(),
                        now)
                .with("out", "unknown")
                .with("why", "node_silent");
    }

    /// The begin entry became durable after its caller had given up, so the tool never ran.
    static Event aborted(Prepared begin, Instant now) {
        return end(begin.workspace(), begin.act(), begin.eid().toString(), begin.fields(), now)
                .with("out", "aborted")
                .with("why", "audit_unavailable");
    }

    private static Event end(
            String workspace, String act, String begin, Map<String, String> from, Instant now) {
        Event end = Event.of(workspace, Spans.end(act), now).with("begin", begin);
        for (String name : NodeStore.NAMES) {
            String value = from.get(name);
            end = value == null ? end : end.with(name, value);
        }
        return end;
    }
}
