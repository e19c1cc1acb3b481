/// What the pages for whoever runs a workspace have in common. In: a person who is signed in, a
/// workspace of theirs, a form. Out: the call that the form makes in their name, judged by the
/// roles of this moment as the REST API would, and refusals as pages. Trusts the session and its
/// form token; never does anything itself.
@NullMarked
package dev.carnet.auth.operator;

import org.jspecify.annotations.NullMarked;
