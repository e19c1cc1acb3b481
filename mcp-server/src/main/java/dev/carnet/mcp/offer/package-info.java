/// The table of what a caller sees: Carnet's own tools, and what upstreams offer through toolsets.
/// In: a viewer. Out: tools, prompts, resources and templates that can be used. Every use is
/// checked against the approved words once more, goes to its upstream with what proves us there and
/// never with the caller's credential, and comes back as the bytes that the upstream sent. What an
/// upstream does wrong reaches a client as a plain sentence, and never spoils anything of another
/// upstream.
@NullMarked
package dev.carnet.mcp.offer;

import org.jspecify.annotations.NullMarked;
