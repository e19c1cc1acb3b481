package dev.carnet.mcp.upstream;

import java.util.Map;

/// What proves us to an upstream for one use. Never the caller's own credential.
///
/// @param headers added to every request
/// @param principal whose use it is: sessions and connections of different principals are kept
///   apart. What belongs to the workspace and nobody in it has a principal of its own
public record Pass(Map<String, String> headers, String principal) {

    /// The headers are somebody's secret.
    @Override
    public String toString() {
        return "Pass[" + principal + "]";
    }
}
