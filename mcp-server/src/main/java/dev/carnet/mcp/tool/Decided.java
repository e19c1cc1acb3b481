package dev.carnet.mcp.tool;

import java.util.Optional;

/// What let a call through, once its begin entry is durable.
///
/// @param log the origin of the log that has the entry
/// @param seq its place there
/// @param policy version and rule (`7/rul_…`), if rules decided
/// @param gate id of the gate at which somebody agreed
public record Decided(String log, long seq, Optional<String> policy, Optional<String> gate) {}
