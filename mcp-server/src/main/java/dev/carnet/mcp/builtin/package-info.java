/// Carnet's own tools. In: a call that has been decided and recorded. Out: structured content. What
/// auth-server owns is asked of auth-server with an exchanged token; never with the caller's own.
@NullMarked
package dev.carnet.mcp.builtin;

import org.jspecify.annotations.NullMarked;
