package dev.carnet.mcp.policy;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Map;
import java.util.Optional;

/// A policy to run over the calls that were recorded.
///
/// @param document the policy; the draft, if it is left out
/// @param days how far back
/// @param open opens what the log hides about calls that cannot be decided without it: for owners,
///   and an entry of its own
/// @param before continue at entries before this one, as the answer before said
public record SimulateRequest(
        Optional<Map<String, Object>> document,
        Optional<@Min(1) @Max(90) Integer> days,
        Optional<@Min(1) Long> before,
        Optional<Boolean> open) {}
