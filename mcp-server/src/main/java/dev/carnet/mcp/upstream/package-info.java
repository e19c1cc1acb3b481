/// The gateway's side towards the servers behind it. In: a destination, what proves us there, and
/// something to use. Out: one reply, with the upstream's result as the bytes it sent. Trusts no
/// upstream: every address is judged, every answer bounded, every question to the client checked
/// against what the client declared. Never forwards a header of the caller, never shares a session
/// or a connection between principals, never follows a redirect away from the scheme, host and port
/// that were approved.
@NullMarked
package dev.carnet.mcp.upstream;

import org.jspecify.annotations.NullMarked;
