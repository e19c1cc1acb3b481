package dev.carnet.mcp.pin;

/// Something another upstream of the workspace offers.
///
/// @param upstream its slug
/// @param name what that upstream calls it
public record Neighbour(String upstream, String name) {}
