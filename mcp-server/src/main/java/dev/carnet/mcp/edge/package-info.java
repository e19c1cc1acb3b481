/// The MCP endpoint: the door both eras come through, and the current revision (2026-07-28). In:
/// HTTP requests. Out: HTTP answers and event streams. Host, Origin and credential are looked at
/// before the body is read; the body is parsed once; headers must say what the body says. Knows
/// nothing of what tools do.
@NullMarked
package dev.carnet.mcp.edge;

import org.jspecify.annotations.NullMarked;
