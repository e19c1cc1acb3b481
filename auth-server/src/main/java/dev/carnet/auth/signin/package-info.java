/// Signing in: the pages, the limit on attempts, the second step of those who have one, and the
/// session that follows. In: an e-mail and a password, then a code. Out: a cookie whose hash is a
/// row. Trusts a password or a code only after an attempt was taken from the limit, and a cookie
/// only as far as its row; sends nobody anywhere but to a page of ours.
@NullMarked
package dev.carnet.auth.signin;

import org.jspecify.annotations.NullMarked;
