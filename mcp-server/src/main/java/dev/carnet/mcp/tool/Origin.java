package dev.carnet.mcp.tool;

/// Where something that is not Carnet's own comes from.
///
/// @param upstream the slug of the server
/// @param name what the server itself calls it; for a resource its URI there
public record Origin(String upstream, String name, ToolClass toolClass) {}
