package dev.carnet.mcp.handout;

import java.time.Duration;

/// How often credentials leave.
final class HandOutLimits {

    /// To one agent, from one service, within {@link #SPAN}, at each replica.
    static final int TIMES = 10;

    static final Duration SPAN = Duration.ofMinutes(1);

    /// Agents and services that are remembered.
    static final int REMEMBERED = 10_000;

    private HandOutLimits() {}
}
