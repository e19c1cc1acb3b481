/// Who is being served right now: running calls and listening streams, each with its caller. In: a
/// caller and how to end it. Out: whether the caller still stands, and the end of everything a
/// withdrawn credential holds open. Trusts the picture only; never asks the network.
@NullMarked
package dev.carnet.mcp.live;

import org.jspecify.annotations.NullMarked;
