/// What both services do to a server behind the gateway: mcp-server for its API, auth-server for
/// its pages. In: a transaction, a server at a version, whoever decides. Out: one conditional
/// statement, and what the log and the replicas learn of it. Trusts whoever calls to have judged
/// the right to it; never reads a secret, and never calls a server.
@NullMarked
package dev.carnet.shared.server;

import org.jspecify.annotations.NullMarked;
