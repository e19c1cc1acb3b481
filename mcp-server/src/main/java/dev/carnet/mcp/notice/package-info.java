/// Tells people and programs of a workspace what happened: security events, and how gates stand.
/// In: destinations that proved they want it, rules, and what nobody was told yet. Out: signed
/// requests through the guard, tried again with growing pauses until they arrive or are given up
/// where everybody sees it; what goes to mail addresses is left to auth-server, which has the mail
/// server. Trusts nothing that a destination answers; never sends arguments, results or facts of an
/// event.
@NullMarked
package dev.carnet.mcp.notice;

import org.jspecify.annotations.NullMarked;
