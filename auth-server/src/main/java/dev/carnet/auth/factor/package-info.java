/// What people prove themselves with beside a password: codes of an authenticator app and recovery
/// codes, and whether they have any of it. In: a person's id and what they typed. Out: yes, once,
/// or no. Trusts no code that the row has seen before; a code is spent by one statement, a secret
/// is sealed and never shown after it was set up.
@NullMarked
package dev.carnet.auth.factor;

import org.jspecify.annotations.NullMarked;
