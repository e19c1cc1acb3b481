package dev.carnet.mcp.signal;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/// For how long nobody wants to be asked about an event.
///
/// @param days 1 to 90
public record SnoozeRequest(@Min(SnoozeRequest.LEAST) @Max(SnoozeRequest.MOST) int days) {

    static final int LEAST = 1;
    static final int MOST = 90;
}
