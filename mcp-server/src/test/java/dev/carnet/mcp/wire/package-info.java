/// The endpoint as clients meet it, over the wire.
@NullMarked
package dev.carnet.mcp.wire;

import org.jspecify.annotations.NullMarked;
