/// Signing in: the page, the limit on attempts, and the session that follows. In: an e-mail and a
/// password. Out: a cookie whose hash is a row. Trusts a password only after an attempt was taken
/// from the limit, and a cookie only as far as its row; sends nobody anywhere but to a page of
/// ours.
@NullMarked
package dev.carnet.auth.signin;

import org.jspecify.annotations.NullMarked;
