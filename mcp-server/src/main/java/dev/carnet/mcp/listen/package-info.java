/// Streams of clients that listen for changes. In: a visit, what it wants to hear, and how its era
/// says it. Out: notifications, and the end of the stream when its caller is withdrawn. While the
/// picture is stale nothing is said: what happened meanwhile is told afterwards.
@NullMarked
package dev.carnet.mcp.listen;

import org.jspecify.annotations.NullMarked;
