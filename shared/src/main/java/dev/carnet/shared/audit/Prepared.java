package dev.carnet.shared.audit;

import dev.carnet.shared.audit.Sealing.DataKey;
import dev.carnet.shared.audit.Sealing.Sealed;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.UUID;

/// An event ready for its place in a log: canonical bytes, the fields the index is made of, sealed
/// disclosures with the data keys they need. This is also what waits in the outbox.
record Prepared(
        String workspace,
        SortedMap<String, String> fields,
        Buffer event,
        List<Sealed> sealed,
        List<DataKey> keys) {

    UUID eid() {
        return id("eid");
    }

    /// Whether it opens a call or a watch, which some end entry must close.
    boolean opens() {
        return Spans.opens(act());
    }

    /// Whether it closes one.
    boolean closes() {
        return Spans.closes(act());
    }

    /// The begin entry's event that it closes.
    UUID begin() {
        return id("begin");
    }

    /// What happened.
    String act() {
        return Objects.requireNonNull(fields.get("act"), "act");
    }

    /// About how many bytes it brings into a transaction.
    int weight() {
        int weight = event.length();
        for (Sealed one : sealed) {
            weight += one.bytes().length();
        }
        return weight;
    }

    private UUID id(String field) {
        return UUID.fromString(Objects.requireNonNull(fields.get(field), field));
    }
}
