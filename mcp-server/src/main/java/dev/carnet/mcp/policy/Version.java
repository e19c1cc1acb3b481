package dev.carnet.mcp.policy;

import java.time.Instant;
import java.util.Optional;

/// A version as it is kept.
///
/// @param restores the older version whose document it brings back
record Version(
        long number,
        String document,
        String note,
        String by,
        Instant at,
        Optional<Long> restores) {}
