/// What every page a person sees has in common: the frame, the headers that keep it safe, the
/// texts, and the proof that a form came from here. In: views and forms. Out: HTML. Trusts no form
/// that does not carry a token of its own; shows nothing in a frame, and runs no script but one
/// file of ours on the two pages that ask for a passkey, and one on those of servers, which hear of
/// changes.
@NullMarked
package dev.carnet.auth.page;

import org.jspecify.annotations.NullMarked;
