package dev.carnet.mcp.policy;

import java.util.List;

/// Whether something a rule asks for is so, when not everything may be known.
enum Fit {
    YES,
    MIGHT,
    NO;

    static Fit of(boolean yes) {
        return yes ? YES : NO;
    }

    /// What the least certain of them is: one `NO` decides.
    static Fit all(List<Fit> parts) {
        return parts.stream().reduce(YES, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }
}
