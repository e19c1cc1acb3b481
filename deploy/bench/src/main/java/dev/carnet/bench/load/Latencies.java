package dev.carnet.bench.load;

import java.util.Arrays;

/// A growing list of nanoseconds, for one thread.
public final class Latencies {

    private long[] values = new long[1 << 12];
    private int size;

    /// One more.
    public void add(long nanos) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = nanos;
    }

    /// None again.
    public void clear() {
        size = 0;
    }

    /// All of them, in the order they came.
    public long[] all() {
        return Arrays.copyOf(values, size);
    }
}
