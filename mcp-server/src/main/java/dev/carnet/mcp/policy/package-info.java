/// The rules of a workspace: who may use what, when, and what a person must confirm or approve
/// first. In: a caller, something they want to use, its arguments if they are known. Out: one
/// ruling with the rule that made it, and every rule that was considered for those who ask why.
/// Trusts the caller and the class an operator gave a tool; never an upstream's word. A rule that
/// cannot be evaluated denies.
@NullMarked
package dev.carnet.mcp.policy;

import org.jspecify.annotations.NullMarked;
