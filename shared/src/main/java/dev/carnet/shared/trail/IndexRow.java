package dev.carnet.shared.trail;

import dev.carnet.shared.verify.EntryLine;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the index says of an entry, to be compared with the entry itself.
record IndexRow(Instant time, Map<String, String> fields) {

    private static final List<String> FIELDS =
            List.of("eid", "act", "sub", "agent", "cl", "jti", "key", "tool", "out");

    /// The index part of a joined row; empty when the entry has none.
    static Optional<IndexRow> of(Row row) {
        return Optional.ofNullable(row.getOffsetDateTime("time"))
                .map(time -> {
                    var fields = new HashMap<String, String>();
                    for (String name : FIELDS) {
                        Optional.ofNullable(row.getValue(name))
                                .ifPresent(value -> fields.put(name, value.toString()));
                    }
                    return new IndexRow(time.toInstant(), fields);
                });
    }

    /// Whether it is what the writer derives from that entry.
    boolean matches(EntryLine entry) {
        return Instant.parse(entry.time()).equals(time)
                && FIELDS.stream().allMatch(name -> same(entry, name));
    }

    private boolean same(EntryLine entry, String name) {
        return Optional.ofNullable(entry.fields().get(name))
                .equals(Optional.ofNullable(fields.get(name)));
    }
}
