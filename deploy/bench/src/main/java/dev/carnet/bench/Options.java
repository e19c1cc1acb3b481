package dev.carnet.bench;

import java.time.Duration;

/// How much to measure.
///
/// @param callers how many callers at once, where the measurement does not fix it
/// @param round how long one round lasts
/// @param rounds how many rounds; the median one is shown
/// @param revocations how many times something is revoked
public record Options(int callers, Duration round, int rounds, int revocations) {}
