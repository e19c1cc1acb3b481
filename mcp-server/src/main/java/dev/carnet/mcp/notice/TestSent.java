package dev.carnet.mcp.notice;

/// A test that is on its way.
///
/// @param delivery its id among the deliveries
public record TestSent(String delivery) {}
