/// From a request that uses something to its journey and back: what both eras share. In: a visit, a
/// request, and how its era speaks. Out: one reply, whatever happens. Nothing of HTTP or JSON-RPC
/// is decided twice.
@NullMarked
package dev.carnet.mcp.call;

import org.jspecify.annotations.NullMarked;
