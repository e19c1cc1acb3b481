package dev.carnet.shared.signal;

import java.time.Duration;
import java.time.Instant;

/// The tenth of a detector's window that a moment lies in. What replicas count is kept by tenths,
/// so that the window they are added up over slides with the clock, and no boundary hides anything.
///
/// @param began the same at every replica: tenths are counted from the epoch
/// @param since what began after that may lie in the window that ends now
/// @param until nobody asks for it after that
public record Slice(Instant began, Instant since, Instant until) {

    private static final int PARTS = 10;
    private static final Duration DAY = Duration.ofDays(1);

    /// The one of that moment; where the detector has no window, of a day.
    public static Slice of(Effective detector, Instant now) {
        long window = (detector.window().isZero() ? DAY : detector.window()).toSeconds();
        long size = Math.max(1, window / PARTS);
        Instant began = Instant.ofEpochSecond(now.getEpochSecond() / size * size);
        return new Slice(
                began, now.minusSeconds(window + size), began.plusSeconds(window + 2 * size));
    }
}
