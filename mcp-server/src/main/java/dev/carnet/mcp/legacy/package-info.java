/// The earlier revisions (2025-03-26, 2025-06-18, 2025-11-25), in a room of their own so that it
/// can be taken away one day. In: a visit and a message. Out: a reply, or notes in PostgreSQL for
/// the replica that waits for this message. A session is nothing but its id: sealed, bound to its
/// principal, and good at every replica. A client that disconnects cancels nothing.
@NullMarked
package dev.carnet.mcp.legacy;

import org.jspecify.annotations.NullMarked;
