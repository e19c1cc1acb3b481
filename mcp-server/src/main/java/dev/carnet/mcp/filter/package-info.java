/// What results of upstreams are looked through for: size, secrets of well-known forms, and words
/// that give orders to a model, also in disguise. In: a result, and the terms of the workspace's
/// policy for where it comes from. Out: the same result untouched, one with what was found taken
/// out, or none. Trusts nothing in a result; never guesses with a model, and never takes longer
/// than the size of a result allows. What could not be looked through whole does not pass.
@NullMarked
package dev.carnet.mcp.filter;

import org.jspecify.annotations.NullMarked;
