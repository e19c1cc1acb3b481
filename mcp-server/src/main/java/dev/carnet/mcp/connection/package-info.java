/// People's own connections to upstream servers, as calls use them. In: letters that auth-server
/// sealed for this service, and a caller. Out: what proves that caller's person at the server, or
/// where they connect. A key is tried before it counts. A token is opened for one use, renewed by
/// one replica, and saved before it is used. Trusts the person's own row and nobody else's; never
/// lends one person's connection to another, and never sends the caller's credential anywhere.
@NullMarked
package dev.carnet.mcp.connection;

import org.jspecify.annotations.NullMarked;
