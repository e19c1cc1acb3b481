package dev.carnet.mcp.policy;

/// A rule that was looked at, and how it fitted.
public record Considered(Rule rule, Match match) {}
