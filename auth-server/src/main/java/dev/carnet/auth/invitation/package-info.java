/// Invitations into a workspace. In: an address and a role from somebody of a higher one; later the
/// link, opened by a person. Out: a member, once. Trusts the link only while who sent it may still
/// give that role; never tells its secret a second time.
@NullMarked
package dev.carnet.auth.invitation;

import org.jspecify.annotations.NullMarked;
