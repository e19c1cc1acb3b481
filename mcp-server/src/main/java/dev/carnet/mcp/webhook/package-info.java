/// Tells other programs of a workspace how its gates stand. In: destinations that proved they want
/// it, and gates whose state nobody was told. Out: signed requests through the guard, tried again
/// with growing pauses until they arrive or are given up where everybody sees it. Trusts nothing
/// that a destination answers; never sends arguments or results.
@NullMarked
package dev.carnet.mcp.webhook;

import org.jspecify.annotations.NullMarked;
