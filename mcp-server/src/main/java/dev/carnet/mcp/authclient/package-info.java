/// auth-server, as mcp-server speaks to it for a tool. In: a caller's own credential and a request
/// to auth-server's REST API, after the decision. Out: its answer, or a refusal in public words.
/// The credential is exchanged (RFC 8693) for a token of 30 seconds with no more scope than the
/// caller has, and goes nowhere but to the exchange. Trusts auth-server's answers as far as their
/// form is right. Never decides a call, and never puts a secret in a log or an error.
@NullMarked
package dev.carnet.mcp.authclient;

import org.jspecify.annotations.NullMarked;
