/// An example of a resource server that is not Carnet's own. In: requests with Carnet's tokens.
/// Out: who asks. Trusts the filter of `dev.carnet.guard`, and never looks at a token itself.
@NullMarked
package dev.carnet.guarded;

import org.jspecify.annotations.NullMarked;
