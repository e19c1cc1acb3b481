/// Watches what callers do, as it happens. In: every call from its decision to its outcome. Out:
/// security events, and orders to take a credential away, which auth-server carries out. Counts per
/// principal within bounds, here and with all replicas once a second; asks the database nothing for
/// a call in which nothing is noticed. Decides about no call: what it notices changes who may call
/// next.
@NullMarked
package dev.carnet.mcp.watch;

import org.jspecify.annotations.NullMarked;
