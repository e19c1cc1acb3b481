package dev.carnet.mcp.audit;

/// What was destroyed.
///
/// @param keys how many data keys ended now; none, if all had ended before
public record ErasureView(String subject, int keys) {}
