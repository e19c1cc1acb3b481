/// Where people connect themselves to upstream servers. In: a signed-in person, and what their
/// browser brings back from the server's authorization server. Out: tokens and keys, sealed so that
/// mcp-server alone can open them; this room forgets them at once. Trusts an upstream's metadata
/// for that upstream alone, and an answer only in the session that asked, once, minutes ago, from
/// the issuer that was asked. Every URL of theirs goes through the guard of fetches.
@NullMarked
package dev.carnet.auth.connect;

import org.jspecify.annotations.NullMarked;
