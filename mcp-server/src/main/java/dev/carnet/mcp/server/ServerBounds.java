package dev.carnet.mcp.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.carnet.mcp.upstream.Bounds;
import dev.carnet.mcp.upstream.Transport;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/// What one server may cost; what is not named is as usual.
///
/// @param timeSeconds from a request to its answer
/// @param silenceSeconds how long a stream may say nothing while an answer is due
/// @param resultBytes the longest message
/// @param connections at a time, for each principal
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ServerBounds(
        @JsonProperty("time_seconds") Optional<@Min(1) @Max(600) Integer> timeSeconds,
        @JsonProperty("silence_seconds") Optional<@Min(1) @Max(600) Integer> silenceSeconds,
        @JsonProperty("result_bytes") Optional<@Min(1024) @Max(67_108_864) Integer> resultBytes,
        Optional<@Min(1) @Max(32) Integer> connections) {

    /// Everything as usual.
    static final ServerBounds USUAL =
            new ServerBounds(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// Bounds as they are shown.
    static ServerBounds of(Bounds bounds) {
        return new ServerBounds(
                Optional.of((int) bounds.time().toSeconds()),
                Optional.of((int) bounds.silence().toSeconds()),
                Optional.of(bounds.resultBytes()),
                Optional.of(bounds.connections()));
    }

    /// The bounds these come to at a server of that transport.
    Bounds bounds(Transport transport) {
        Bounds usual = Bounds.usual(transport);
        return new Bounds(
                timeSeconds.map(Duration::ofSeconds).orElse(usual.time()),
                silenceSeconds.map(Duration::ofSeconds).orElse(usual.silence()),
                resultBytes.orElse(usual.resultBytes()),
                connections.orElse(usual.connections()));
    }
}
