/// Named selections of what upstreams offer, and who gets them. In: what operators decide, and what
/// is approved (room `pin`). Out: for a caller at a place, the things that are there for it, each
/// by the name it has at that place. Trusts the feed: every replica holds all of it, and a change
/// reaches the next request. Two things never share a name at one place; who is assigned nothing
/// gets nothing.
@NullMarked
package dev.carnet.mcp.toolset;

import org.jspecify.annotations.NullMarked;
