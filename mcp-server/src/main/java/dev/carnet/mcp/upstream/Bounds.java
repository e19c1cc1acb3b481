package dev.carnet.mcp.upstream;

import java.time.Duration;

/// What one upstream may cost.
///
/// @param time from sending a request to its answer, questions to the client not counted
/// @param silence how long a stream may say nothing while an answer is due
/// @param resultBytes the longest message
/// @param connections open at a time, for each principal
public record Bounds(Duration time, Duration silence, int resultBytes, int connections) {

    /// What stands unless somebody says otherwise.
    public static final Bounds USUAL =
            new Bounds(Duration.ofMinutes(5), Duration.ofMinutes(2), 4 << 20, 8);
}
