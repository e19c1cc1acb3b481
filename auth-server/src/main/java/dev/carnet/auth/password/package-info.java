/// Changing a password and getting back in without it. In: the old password and a recent sign-in,
/// or a link that was mailed. Out: another password, and everything ended that the old one opened.
/// Never tells whether an address is known, and never touches a second factor.
@NullMarked
package dev.carnet.auth.password;

import org.jspecify.annotations.NullMarked;
