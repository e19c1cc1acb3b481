package dev.carnet.shared.audit;

import java.util.List;

/// What the index table holds of an event, beside place, time and `eid`.
final class IndexRow {

    /// The fields, in the order of the columns (`key` is `key_id` there, `key` being a SQL word).
    static final List<String> FIELDS =
            List.of("act", "sub", "agent", "cl", "jti", "key", "tool", "out");

    private IndexRow() {}
}
