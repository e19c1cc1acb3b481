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

    /// The same for an HTTP service that speaks no MCP: it answers at once or not at all.
    public static final Bounds USUAL_OF_SERVICES =
            new Bounds(Duration.ofSeconds(30), Duration.ofSeconds(30), 10 << 20, 8);

    /// What stands for that transport.
    public static Bounds usual(Transport transport) {
        return transport == Transport.API ? USUAL_OF_SERVICES : USUAL;
    }
}
