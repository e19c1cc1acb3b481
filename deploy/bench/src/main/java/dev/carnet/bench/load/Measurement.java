package dev.carnet.bench.load;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// What one round of load measured.
///
/// @param rate acts that went well, per second
/// @param p50 median latency of those, in milliseconds
/// @param p99 99th percentile, in milliseconds
/// @param errors acts that did not go well
/// @param firstError what the first of them said, empty when there was none
public record Measurement(
        int callers, double rate, double p50, double p99, long errors, String firstError) {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /// From the latencies of the acts that went well, in nanoseconds, in any order.
    public static Measurement of(
            int callers, long[] latencies, long nanos, long errors, String firstError) {
        long[] sorted = latencies.clone();
        Arrays.sort(sorted);
        return new Measurement(
                callers,
                sorted.length * NANOS_PER_SECOND / nanos,
                percentile(sorted, 0.50) / NANOS_PER_MILLI,
                percentile(sorted, 0.99) / NANOS_PER_MILLI,
                errors,
                firstError);
    }

    /// The round with the median rate; errors of all rounds together.
    public static Measurement median(List<Measurement> rounds) {
        var sorted = rounds.stream().sorted(Comparator.comparingDouble(Measurement::rate)).toList();
        Measurement middle = sorted.get((sorted.size() - 1) / 2);
        long errors = rounds.stream().mapToLong(Measurement::errors).sum();
        String first =
                rounds.stream()
                        .map(Measurement::firstError)
                        .filter(error -> !error.isEmpty())
                        .findFirst()
                        .orElse("");
        return new Measurement(middle.callers, middle.rate, middle.p50, middle.p99, errors, first);
    }

    /// Nearest rank; 0 when nothing was measured.
    private static long percentile(long[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)];
    }
}
