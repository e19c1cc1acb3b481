/// People: who they are, how their password is checked, and where they are members at this moment.
/// In: e-mail addresses, passwords, person ids. Out: persons and memberships. Trusts only the
/// stored hash; never tells whether an address is known, and never keeps a password.
@NullMarked
package dev.carnet.auth.person;

import org.jspecify.annotations.NullMarked;
