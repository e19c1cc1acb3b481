/// The MCP endpoint from outside.
@NullMarked
package dev.carnet.mcp;

import org.jspecify.annotations.NullMarked;
