package dev.carnet.mcp.tool;

/// What using something does to the world, as an operator has classed it. The upstream's own
/// annotations are a suggestion and never decide.
public enum ToolClass {
    READ,
    WRITE,
    DESTRUCTIVE
}
