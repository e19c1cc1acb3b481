package dev.carnet.mcp.upstream;

import java.util.Map;
import java.util.Optional;

/// What proves us to an upstream for one use. Never the caller's own credential.
///
/// @param headers added to every request
/// @param principal whose use it is: sessions and connections of different principals are kept
///   apart. What belongs to the workspace and nobody in it has a principal of its own
/// @param behind who makes the use, by whatever credential: the faults of one say little about
///   others
/// @param call signs what proves this one call, each time it is sent; of a call of a tool only
public record Pass(
        Map<String, String> headers, String principal, String behind, Optional<CallProof> call) {

    /// One that says nothing about a single call.
    public Pass(Map<String, String> headers, String principal, String behind) {
        this(headers, principal, behind, Optional.empty());
    }

    /// The same of a principal that is alone.
    public Pass(Map<String, String> headers, String principal) {
        this(headers, principal, principal);
    }

    /// The same, with proof of one call.
    public Pass proving(CallProof passport) {
        return new Pass(headers, principal, behind, Optional.of(passport));
    }

    /// The headers are somebody's secret.
    @Override
    public String toString() {
        return "Pass[" + principal + "]";
    }
}
