package dev.carnet.mcp.pin;

import dev.carnet.mcp.tool.ToolClass;
import java.time.Instant;

/// A decision for what was seen.
///
/// @param hash of the words that whoever decides has before them
/// @param alias the name it gets, unless it has one
record Approval(Pin pin, String hash, ToolClass toolClass, String alias, String by, Instant at) {}
