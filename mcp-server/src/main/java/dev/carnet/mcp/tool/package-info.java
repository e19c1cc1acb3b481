/// What this server offers and the one journey of using it. In: a caller, a name, arguments as
/// received. Out: an outcome, with its begin and end entries durable. One decision function serves
/// list and call, and it fails closed. Trusts the caller it is given and the picture; never speaks
/// HTTP, and never forwards the caller's credential (a tool that acts for the caller exchanges it).
@NullMarked
package dev.carnet.mcp.tool;

import org.jspecify.annotations.NullMarked;
