/// Calls that wait for a person. In: a call and what a rule demands of it. Out: the same call, to
/// be run once, or what its client is told until then. A gate is bound to the principal, the tool
/// as it was pinned, the arguments, the rule and its version; people decide at auth-server and
/// nowhere else, so nothing a client sends here ever counts as a decision. Every step is one
/// conditional statement with its event beside it; what may have run is never run again.
@NullMarked
package dev.carnet.mcp.gate;

import org.jspecify.annotations.NullMarked;
